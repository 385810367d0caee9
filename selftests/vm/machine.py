# SPDX-License-Identifier: GPL-2.0
"""The QEMU command of a guest."""

import glob
import os
import re


def kvm_works():
    """KVM opens, yet hangs the guest, where the processor lacks virtualization."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        flags = re.search(r"^flags.*\b(vmx|svm)\b", file.read(), re.M)
    return bool(flags) and os.access("/dev/kvm", os.R_OK | os.W_OK)


def qemu_command(args, kernel_dir):
    # On a busy host the kernel may count no tick for so long that it gives up.
    # Debian's zeroes what it allocates, and so would hide where we forget to.
    # An emulated processor does not speculate, and calls by way of returns are slow there.
    cmdline = "console=ttyS0 nokaslr panic=-1 oops=panic no_timer_check mitigations=off " \
              "rcupdate.rcu_cpu_stall_suppress_at_boot=1 init_on_alloc=0 "
    cmdline += " ".join(args.append)
    kernel = f"{kernel_dir}/vmlinux"
    if args.suspend:
        # QEMU loads an ELF kernel anew at each reset, a wake-up among them.
        cmdline += " no_console_suspend"
        kernel = glob.glob(f"{kernel_dir}/boot/vmlinuz-*")[0]
    command = ["qemu-system-x86_64", "-M", "q35", "-m", args.mem, "-nodefaults",
               "-nic", "none", "-no-reboot", "-kernel", kernel,
               "-initrd", "initramfs.cpio", "-append", cmdline.strip(),
               "-display", "gtk" if args.window else "none"]
    if args.icount:
        command += ["-smp", "1", "-accel", "tcg", "-icount", "shift=0,sleep=off"]
    else:
        command += ["-smp", str(args.smp), "-accel", "kvm" if kvm_works() else "tcg"]
    for chardev in ("file,id=log,path=kernel.log", "stdio,id=output,signal=off",
                    "socket,id=control,path=control.sock,server=on,wait=off"):
        command += ["-chardev", chardev,
                    "-serial", "chardev:" + re.search("id=([a-z]+)", chardev)[1]]
    command += ["-qmp", "unix:qmp.sock,server=on,wait=off"]
    # An IOMMU has to stand before the devices behind it.
    command += args.qemu
    for device in args.device:
        command += ["-device", device]
    return command
