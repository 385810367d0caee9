# SPDX-License-Identifier: GPL-2.0
"""What a guest's kernel is made for, and the QEMU command that boots it."""

import os
import platform
import re
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))

# For each architecture: the name that a machine of it has for itself, QEMU, its machine,
# the console, and the devices that output and control go through where the machine has
# one serial port of its own. A row's own -M stands later on the line and counts.
ARCHITECTURES = {
    "amd64": {
        "machine": "x86_64",
        "qemu": ["qemu-system-x86_64", "-M", "q35"],
        "kvm": [],
        "append": "console=ttyS0 no_timer_check",
        "ports": ("-serial", "chardev:{}"),
        "names": "output=/dev/ttyS1 control=/dev/ttyS2\n",
    },
    "arm64": {
        "machine": "aarch64",
        "qemu": ["qemu-system-aarch64", "-M", "virt,gic-version=3", "-cpu", "cortex-a72"],
        "kvm": ["-cpu", "host"],
        "append": "console=ttyAMA0",
        "ports": ("-device", "pci-serial,chardev={}"),
        "names": "output=/dev/ttyS0 control=/dev/ttyS1\n",
    },
}


# A process of its own is the device, and reads the guest's memory. Which function is
# which it knows by the order in which QEMU connects them; a guest, by their addresses.
TEST_FUNCTIONS = ("1d", "1e", "2")
TEST_DEVICE = ["-object", "memory-backend-memfd,id=shared,share=on,size={}",
               "-machine", "memory-backend=shared",
               *(word for slot in TEST_FUNCTIONS for word in (
                   "-chardev", f"socket,id=device{slot},path=device.sock",
                   "-device", f"vhost-user-blk-pci,addr={slot},chardev=device{slot},"
                   "disable-legacy=on,num-queues=1,queue-size=64"))]

# What QEMU's virtio-gpu does of a pointer, and how a viewer sees it
POINTER_LOG = "pointer.log"
POINTER = ["-vnc", "unix:pointer.sock,display=gpu0", "-D", POINTER_LOG,
           "-trace", "enable=virtio_gpu_update_cursor"]


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def is_here(arch):
    return ARCHITECTURES[arch]["machine"] == platform.machine()


def arch_of(kernel):
    """What ./release.sh says of a kernel's name."""
    last = kernel.rpartition("-")[2]
    return last if last in ARCHITECTURES else next(filter(is_here, ARCHITECTURES))


def debian_here():
    return platform.freedesktop_os_release()["VERSION_ID"]


class Kernel:
    """A kernel by the name that ./release.sh explains, as ./fetch unpacked it."""

    def __init__(self, name):
        self.name = name
        self.dir = output_of(f"{HERE}/fetch", "kernel", name)
        self.release = self.read("release")
        self.arch = self.read("arch")
        self.here = is_here(self.arch)
        # Where the guest's programs are: the host's own serve one of its kind.
        self.programs = "" if self.here else output_of(f"{HERE}/fetch", "programs", self.arch)

    def read(self, name):
        with open(f"{self.dir}/{name}", encoding="ascii") as file:
            return file.read().strip()

    def ports(self):
        return ARCHITECTURES[self.arch]["names"]


def programs_in(root, kernel):
    """The folder of a guest's programs by its name, or a folder as it is."""
    if os.path.isdir(root):
        return os.path.realpath(root)
    return output_of(f"{HERE}/fetch", "root", root, kernel.arch)


def kvm_works(kernel):
    """KVM opens, yet hangs the guest, where the processor lacks virtualization."""
    if not kernel.here or not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    with open("/proc/cpuinfo", encoding="ascii") as file:
        return kernel.arch != "amd64" or re.search(r"^flags.*\b(vmx|svm)\b", file.read(), re.M)


def image(args, kernel):
    """What to boot, and the words for it."""
    # On a busy host the kernel may count no tick for so long that it gives up.
    # Debian's zeroes what it allocates, and so would hide where we forget to.
    # An emulated processor does not speculate, and calls by way of returns are slow there.
    # Nor is the kernel's cryptography what is tested here.
    words = [ARCHITECTURES[kernel.arch]["append"], "nokaslr panic=-1 oops=panic mitigations=off",
             "cryptomgr.notests rcupdate.rcu_cpu_stall_suppress_at_boot=1 init_on_alloc=0", *args.append]
    if args.icount:
        # For tests that measure time: here it is exact.
        words.append("selftests.icount")
    plain = f"{kernel.dir}/vmlinux"
    if args.suspend:
        # QEMU loads an ELF kernel anew at each reset, a wake-up among them.
        words.append("no_console_suspend")
    elif os.path.exists(plain):
        return ["-kernel", plain, "-append", " ".join(words)]
    return ["-kernel", f"{kernel.dir}/image", "-append", " ".join(words)]


def accelerator(args, kernel):
    if args.icount:
        return ["-smp", "1", "-accel", "tcg", "-icount", "shift=0,sleep=off"]
    if kvm_works(kernel):
        return ["-smp", str(args.smp), "-accel", "kvm", *ARCHITECTURES[kernel.arch]["kvm"]]
    # In parallel, QEMU before 8.1 may go on running code that another processor has just
    # changed (its "accel/tcg: Always lock pages before translation"), and Linux does change
    # its own: then the guest panics for an int3. On a busy host they also spin for one
    # another's locks, while that other one waits for a processor of the host.
    return ["-smp", str(args.smp), "-accel", "tcg,thread=single" if args.in_turn else "tcg"]


def qemu_command(args, kernel):
    arch = ARCHITECTURES[kernel.arch]
    command = [*arch["qemu"], "-m", args.mem, "-nodefaults", "-nic", "none", "-no-reboot",
               *image(args, kernel), "-initrd", "initramfs.cpio",
               "-display", "gtk" if args.window else "none", *accelerator(args, kernel),
               "-chardev", "file,id=log,path=kernel.log", "-serial", "chardev:log",
               "-chardev", "stdio,id=output,signal=off",
               "-chardev", "socket,id=control,path=control.sock,server=on,wait=off",
               "-qmp", "unix:qmp.sock,server=on,wait=off"]
    # An IOMMU has to stand before the devices behind it.
    command += args.qemu
    if args.test_device:
        command += [word.format(args.mem) for word in TEST_DEVICE]
    if args.pointer:
        command += POINTER
    option, value = arch["ports"]
    for name in "output", "control":
        command += [option, value.format(name)]
    for device in args.device:
        command += ["-device", device]
    if args.root:
        path = args.root.replace(",", ",,")
        command += ["-fsdev", f"local,id=root,path={path},security_model=none,readonly=on,"
                    "multidevs=remap", "-device", "virtio-9p-pci,fsdev=root,mount_tag=root"]
    return command
