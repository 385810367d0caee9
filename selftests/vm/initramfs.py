# SPDX-License-Identifier: GPL-2.0
"""The first files of a guest."""

import glob
import io
import lzma
import os
import re
import shlex
import stat
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.realpath(HERE + "/../..")

# In-tree modules a test may want: the driver that usually owns a virtio-gpu, and one of
# buffers without a device.
KERNEL_MODULES = ("virtio_pci", "virtio_gpu", "vgem")

# kselftest's runner needs GNU timeout, busybox's has not its options.
PROGRAMS = ("/usr/bin/timeout",)


class Archive:
    """An initramfs: cpio in the format "newc"."""

    def __init__(self):
        self.data = io.BytesIO()
        self.names = set()

    def add(self, name, mode, content=b"", device=(0, 0)):
        name = name.strip("/")
        parent = os.path.dirname(name)
        if parent and parent not in self.names:
            self.add(parent, stat.S_IFDIR | 0o755)
        if name in self.names:
            return
        self.names.add(name)
        self._entry(name, mode, content, device)

    def _entry(self, name, mode, content=b"", device=(0, 0)):
        path = name.encode() + b"\0"
        fields = (len(self.names), mode, 0, 0, 1, 0, len(content), 0, 0, *device,
                  len(path), 0)
        self.data.write(b"070701" + b"".join(b"%08x" % field for field in fields))
        for part in path, content:
            self.data.write(part)
            self.data.write(bytes(-self.data.tell() % 4))

    def link(self, name, target):
        self.add(name, stat.S_IFLNK | 0o777, target.encode())

    def text(self, name, content):
        self.add(name, stat.S_IFREG | 0o755, content.encode())

    def copy(self, path, name):
        if os.path.isdir(path):
            for entry in sorted(os.listdir(path)):
                self.copy(os.path.join(path, entry), os.path.join(name, entry))
            return
        with open(path, "rb") as file:
            self.add(name, os.stat(path).st_mode, file.read())

    def finish(self):
        self._entry("TRAILER!!!", 0)
        return self.data.getvalue()


def module_name(path):
    return os.path.basename(path).split(".")[0].replace("-", "_")


class Modules:
    """The kernel's modules and ours, with what each of them needs."""

    def __init__(self, kernel_dir, release):
        self.dir = f"lib/modules/{release}"
        self.files = {}
        self.needs = {}
        self.aliases = {}
        root = f"{kernel_dir}/{self.dir}"
        with open(f"{root}/modules.dep", encoding="ascii") as file:
            for line in file:
                path, needs = line.split(":")
                self.files[module_name(path)] = f"{root}/{path}"
                self.needs[module_name(path)] = [module_name(n) for n in needs.split()]

    def add_ours(self, path):
        def field(name):
            return subprocess.run(["/sbin/modinfo", "-F", name, path], check=True,
                                  capture_output=True, text=True).stdout.strip()

        name = module_name(path)
        needs = field("depends").split(",")
        self.files[name] = path
        self.needs[name] = [module_name(need) for need in needs if need]
        self.aliases[name] = field("alias").split()

    def closure(self, name):
        """NAME and what it needs, the needy first, as in modules.dep."""
        names = [name]
        for need in self.needs[name]:
            names = [n for n in names if n not in self.closure(need)]
            names += self.closure(need)
        return names

    def install(self, archive, wanted):
        every = sorted({name for want in wanted if want in self.files
                        for name in self.closure(want)})
        for name in every:
            path = self.files[name]
            with open(path, "rb") as file:
                content = file.read()
            if path.endswith(".xz"):
                content = lzma.decompress(content)
            archive.add(f"{self.dir}/{name}.ko", stat.S_IFREG | 0o644, content)
        archive.text(f"{self.dir}/modules.dep", "".join(
            f"{name}.ko: {' '.join(n + '.ko' for n in self.closure(name)[1:])}\n"
            for name in every))
        archive.text(f"{self.dir}/modules.alias", "".join(
            f"alias {alias} {name}\n" for name in every
            for alias in self.aliases.get(name, ())))
        for empty in "symbols", "builtin", "softdep":
            archive.text(f"{self.dir}/modules.{empty}", "")


def built_modules(place):
    for folder, _, files in os.walk(place):
        for file in files:
            if file.endswith(".ko"):
                yield os.path.join(folder, file)


def add_program(archive, root, path):
    """PATH below ROOT and the libraries that it wants, for whichever processor."""
    archive.copy(root + path, path.replace("/usr/bin/", "/bin/"))
    wants = subprocess.run(["readelf", "-W", "-l", "-d", root + path], capture_output=True,
                           text=True, check=True).stdout
    for library in re.findall(r"(?:interpreter: /lib\S*/|\(NEEDED\).*\[)([^\s\]]+)", wants):
        for pattern in "lib*/*-linux-gnu/", "usr/lib*/*-linux-gnu/", "lib*/", "usr/lib*/":
            found = glob.glob(f"{root}/{pattern}{library}")
            if found:
                break
        else:
            raise FileNotFoundError(f"{root + path} wants {library}, which is not there")
        archive.copy(found[0], f"lib/{library}")
    archive.link("lib64", "lib")


def build(args, kernel, ports):
    """ARGS are vm's; PORTS name the serial ports for output and control."""
    archive = Archive()
    for folder in "proc", "sys", "dev", "tmp", "root", "bin":
        archive.add(folder, stat.S_IFDIR | 0o755)
    for folder in "sbin", "usr/bin", "usr/sbin":
        archive.link(folder, "/bin")
    archive.add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    archive.copy(kernel.programs + "/bin/busybox", "bin/busybox")
    archive.copy(f"{HERE}/init", "init")
    archive.copy(f"{HERE}/host", "bin/host")
    if args.root:
        archive.copy(f"{HERE}/inside", "bin/inside")
    archive.text("ports", ports)
    archive.text("command", shlex.join(args.command) + "\n")

    if os.path.exists(f"{TOP}/driver/takeover"):
        archive.copy(f"{TOP}/driver/takeover", "bin/takeover")
    for path in PROGRAMS:
        add_program(archive, kernel.programs, path)
    modules = Modules(kernel.dir, kernel.release)
    ours = list(built_modules(args.modules or f"{TOP}/build/{args.kernel}"))
    for pair in args.file + args.dir:
        path, _, name = pair.partition(":")
        if path.endswith(".ko"):
            ours.append(path)
        else:
            archive.copy(path, name or os.path.basename(path.rstrip("/")))
    for path in ours:
        modules.add_ours(path)
    modules.install(archive, [*KERNEL_MODULES, *args.module, *map(module_name, ours)])

    applets = subprocess.run(["busybox", "--list"], capture_output=True, text=True,
                             check=True).stdout
    for applet in applets.split():
        archive.link(f"bin/{applet}", "busybox")
    return archive.finish()
