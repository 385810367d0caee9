# SPDX-License-Identifier: GPL-2.0
"""The rows of "make test": a row is a machine, and says which tests run there."""

import os

import machine

# Every function of a PCI slot: a transfer of one takes 0.1 s, and a test wants
# thousands. They reach all of memory.
EDUS = [word for slot in range(4, 12) for function in range(8) for word in
        ("--device", f"edu,addr={slot}.{function},multifunction=on,"
                     "dma_mask=0xffffffffffffffff")]

VIRTIO_GPUS = ["--device", "virtio-gpu-pci,id=gpu0,xres=1920,yres=1080",
               "--device", "virtio-gpu-pci,id=gpu1,vectors=0"]
REMAPPED_GPUS = ["--device", "virtio-gpu-pci,id=gpu0,xres=1920,yres=1080,"
                             "iommu_platform=on,disable-legacy=on",
                 "--device", "virtio-gpu-pci,id=gpu1"]
TWO_EDUS = ["--device", "edu,id=edu0", "--device", "edu,id=edu1"]
# Behind a port a function can be reset alone.
FRAME_BUFFERS = ["--device", "VGA,id=linear0",
                 "--device", "pcie-root-port,id=port0,x-speed=2_5,x-width=1,hotplug=off",
                 "--device", "bochs-display,id=linear1,bus=port0"]
INTEL_IOMMU = "--qemu=-M q35,kernel-irqchip=split -device intel-iommu,intremap=on"

# A real device's ring, and that of vp_test's, which does as it is told
RING = ["ring_completions", "ring_export", "ring_mapping", "ring_memory", "ring_owner",
        "ring_present", "ring_stress"]
FAKE_RING = ["ring_freeing", "ring_gone", "ring_order", "ring_scanout", "ring_sets",
             "ring_waiting"]
# Requests to vp_test's HwVidStartIO
REQUESTS = ["request", "request_mistakes", "usermap"]
# These are about drivers, states and device files, whatever memory is like; bad_config and
# bad_cursor need no device.
ANY_MEMORY = ["bad_config", "bad_cursor", "cirrus.sh", "kms.sh", "kms_cursor", "kms_linear.sh",
              "kms_scanout", "kms_stress", "legacy.sh", "linear.sh", "pointer", "registry.sh",
              "vbe.sh", *REQUESTS, *FAKE_RING]
# Where time is what the guest's instructions take, whatever the host does
TIMED = ["timed.sh", "ring_making", "ring_silence", "stuck", "miniport_waits.sh",
         "int10_waits.sh"]
# What a kernel of another flavour may do differently: locks, interrupts, memory.
ANY_FLAVOUR = ["port", "query", *REQUESTS, *RING, *FAKE_RING]

# Options for ./vm; "tests": the tests that this row runs. A row that names none
# runs all that no other row names, but for those that it is "without". "again": tests
# that others run, too, behind its own, if it has any, and nothing else. "too": tests that
# others run, beside all that it runs. "parallel": emulated processors run at the same time,
# as few do: QEMU has faults there. "idle": it waits more than it works, and is to run beside
# the long ones. "miniports": those of ../miniport that it wants beside
# its tests' own. "root": Debian's programs for vm --root; where they can't be had, what
# wants them skips.
AMD64 = {
    # The longest, by themselves, as they wait more than they work.
    "life": {
        # Where memory is counted, and whatever is done to it after its end is found.
        "vm": ["--suspend", "--append", "slub_debug=FZP", *VIRTIO_GPUS,
               # Every fourth slot is on the same interrupt line.
               "--device", "edu,id=edu0,addr=8", "--device", "edu,id=edu1,addr=c"],
        "tests": ["life.sh", "miniport_life.sh"],
    },
    "basic": {
        "vm": ["--suspend", "--pointer", *VIRTIO_GPUS, *TWO_EDUS, *FRAME_BUFFERS,
               "--device", "rtl8139,romfile=vgabios-bochs-display.bin"],
        "root": "drm",
        "too": ["desktop_modetest.sh"],
    },
    "iommu": {
        "vm": [INTEL_IOMMU, *REMAPPED_GPUS, *TWO_EDUS],
        "without": ANY_MEMORY,
    },
    # Behind a port a function can be reset alone, and have PCI errors. Not where the
    # machine sleeps: QEMU's port reports none after.
    # And cards of VGA, of which QEMU gives the last one VGA's ports.
    "reset": {
        # QEMU's link does not come back from a reset at a speed that tells so.
        "vm": ["--device", "pcie-root-port,id=port0,x-speed=2_5,x-width=1,hotplug=off",
               "--device", "virtio-gpu-pci,id=gpu0,bus=port0,aer=on",
               "--device", "pcie-root-port,id=port1,chassis=1,x-speed=2_5,x-width=1,hotplug=off",
               "--device", "VGA,id=vga0,bus=port1", "--device", "VGA,id=vga1",
               "--device", "cirrus-vga,id=cirrus0"],
        "miniports": ["legacy"], "tests": ["reset.sh", "cirrus.sh"],
    },
    # A device works on copies that Linux makes, as where memory is encrypted.
    "swiotlb": {
        "vm": ["--append", "swiotlb=force", "--device", "virtio-gpu-pci,id=gpu0",
               "--device", "edu", "--device", "edu"],
        "tests": ["ring_bounced"], "again": ["port"], "idle": True,
    },
    # Memory above 4 GiB, and addresses there behind an IOMMU, which Linux gives a
    # PCI device only if it has to or is told to.
    "edu": {"vm": ["--mem", "4G", *EDUS], "tests": ["edu_dma"], "idle": True},
    # QEMU's edu as it comes reaches little of it.
    # After the last test it is locked down.
    "narrow": {"vm": ["--mem", "4G", "--append", "selftests.lockdown", *TWO_EDUS],
               "tests": ["edu_width", "usermap_lockdown"]},
    # The VGA is for its BIOS.
    "time": {"vm": ["--icount", *TWO_EDUS, "--device", "VGA,id=linear0"], "miniports": ["vbe"],
             "tests": TIMED},
    # The device is a program of ours, good for a ring, and bad where it is told to be.
    "device": {"vm": ["--test-device"], "tests": ["bad_device", "kms_silent.sh"],
               "again": RING, "idle": True},
    "edu-iommu": {
        "vm": [INTEL_IOMMU, "--append", "iommu.forcedac=1", *EDUS],
        "tests": ["edu_dma"], "idle": True,
    },
    # What DKMS has built for this kernel, and nothing else: dkms.sh has left it.
    "dkms": {"vm": FRAME_BUFFERS, "again": ["linear.sh"]},
}
# DRM draws a panic from 6.12 on, where Debian's configuration says so; it is the guest's end.
PANIC = {"panic": {"vm": ["--device", "VGA,id=linear0"], "miniports": ["linear"],
                   "tests": ["kms_panic.sh"]}}
# Programs that Debian has for any card of /dev/dri: with DESKTOP in the environment alone,
# as they are fetched for it.
DESKTOP = ["desktop_modetest.sh", "desktop_video.sh", "desktop_weston.sh", "desktop_xorg.sh"]
# vivid is the kernel's camera.
PROGRAMS = ["--root", "desktop", "--module", "vivid"]
DESKTOPS = {
    "desktop": {"vm": [*PROGRAMS, "--pointer", "--device", "virtio-gpu-pci,id=gpu0"],
                "tests": DESKTOP},
    "desktop-iommu": {"vm": [INTEL_IOMMU, *PROGRAMS, "--pointer", "--device",
                             "virtio-gpu-pci,id=gpu0,iommu_platform=on,disable-legacy=on"],
                      "tests": DESKTOP},
    "desktop-linear": {"vm": [*PROGRAMS, "--device", "bochs-display,id=linear0"],
                       "miniports": ["linear"], "tests": DESKTOP},
}
# Real-time and cloud kernels
FLAVOUR = {"basic": {"vm": [*VIRTIO_GPUS, *TWO_EDUS], "again": ANY_FLAVOUR, "parallel": True}}
# Memory begins at 1 GiB: without an IOMMU a device of 28 bits would not reach any.
WIDE = "dma_mask=0xffffffffffffffff"
WIDE_EDUS = ["--device", f"edu,id=edu0,{WIDE}", "--device", f"edu,id=edu1,{WIDE}"]
SMMU = "--qemu=-M virt,gic-version=3,iommu=smmuv3"
ARM64 = {
    "life": {
        "vm": ["--append", "slub_debug=FZP", *VIRTIO_GPUS, *WIDE_EDUS],
        "tests": ["life.sh", "miniport_life.sh"],
    },
    "basic": {"vm": ["--pointer", *VIRTIO_GPUS, *WIDE_EDUS, *FRAME_BUFFERS]},
    "device": {"vm": ["--test-device"], "tests": ["bad_device"], "idle": True},
    # edu_width has a device read where it may not, which an IOMMU would report.
    "smmu": {"vm": [SMMU, *REMAPPED_GPUS, *TWO_EDUS],
             "without": [*ANY_MEMORY, "edu_width", "usermap_lockdown"]},
    "edu": {"vm": ["--mem", "4G", *EDUS], "tests": ["edu_dma"], "idle": True},
    "edu-smmu": {"vm": [SMMU, *EDUS], "tests": ["edu_dma"], "idle": True},
    "time": {"vm": ["--icount", *WIDE_EDUS], "tests": TIMED},
}

# These need no device, so they run here once.
HOST_TESTS = ("inf.sh", "bring_example.sh", "bring_language.sh", "bring_layout.sh",
              "bring_headers.sh", "bring_folder.sh", "bring_missing.sh", "toolchain.sh",
              "fetch.sh")
# And this one leaves what the rows "dkms" load.
DKMS_TEST = "dkms.sh"


def of(kernel):
    """The rows of a kernel, by what its name says it is."""
    if machine.arch_of(kernel) == "arm64":
        return ARM64
    if kernel.endswith(("-rt", "-cloud")):
        return FLAVOUR
    return AMD64 | (PANIC if kernel.startswith("newest") else {}) | \
        (DESKTOPS if os.environ.get("DESKTOP") else {})


def tests(kernel, name, listed):
    """Which of the LISTED tests this row of a kernel runs."""
    row = of(kernel)[name]
    elsewhere = {test for other in of(kernel).values() for test in other.get("tests", ())}
    skipped = elsewhere.union(HOST_TESTS, [DKMS_TEST], DESKTOP, PANIC["panic"]["tests"],
                              row.get("without", ()))
    named = row.get("tests", []) + row.get("again", [])
    return named or [test for test in listed
                     if test not in skipped or test in row.get("too", ())]
