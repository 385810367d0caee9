# SPDX-License-Identifier: GPL-2.0
# VideoPort for Linux. "make help" lists what can be made.

KDIR ?= /lib/modules/$(shell uname -r)/build
vm := selftests/vm
# Kbuild with the words of a compiler that can build for this kernel
kbuild = words=$$(driver/toolchain "$(KDIR)") && $(MAKE) -C "$(KDIR)" M="$(CURDIR)" $$words

# What Kbuild answers with riddles
given = $(if $(filter command line,$(origin $(1))),$(1)=)
elsewhere := $(strip $(foreach name,O MO,$(call given,$(name))))
crooked = $(if $(filter-out 1,$(words $(1)))$(findstring :,$(1)),$(1))
crooked := $(or $(call crooked,$(CURDIR)),$(call crooked,$(KDIR)))

# As other packages' install has it; Kbuild's name for it goes first.
root = $(or $(INSTALL_MOD_PATH),$(DESTDIR))

ifdef MINIPORT
.DEFAULT_GOAL := miniport
# What is said here goes before what a file "sources" says, as for NMAKE.
export MINIPORT_SAID := $(foreach name,$(.VARIABLES),\
	$(if $(filter command line,$(origin $(name))),$(name)))
endif

modules: can_build
	+@$(kbuild) modules

# Kbuild runs depmod only where the kernel's System.map lies, and not with its headers;
# it also signs with a key that only who built the kernel has.
modules_install install: modules $(if $(INT10),int10)
	+@export INSTALL_MOD_PATH="$(root)" && $(kbuild) \
		$(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=) modules_install
	@PATH="$$PATH:/usr/sbin:/sbin" depmod -b "$(or $(root),/)" \
		"$$(driver/toolchain --release "$(KDIR)")"
	@$(if $(INT10),$(MAKE) -s -C driver/int10 install DESTDIR="$(root)")

# A program for this machine, whatever KDIR is for
int10:
	@[ -e /usr/include/x86emu.h ] || { echo "no x86emu.h: apt install libx86emu-dev" >&2; exit 1; }
	@env -u MAKEFLAGS $(MAKE) -s -C driver/int10

can_build:
ifneq ($(elsewhere),)
	$(error $(elsewhere) is not for these modules, which are built beside their sources: \
		copy this folder and build there)
endif
ifneq ($(crooked),)
	$(error Kbuild can't do a path with a blank or a colon: rename $(crooked))
endif

miniport: can_build
	@driver/bring/bring --license "$(LICENSE)" --kdir "$(KDIR)" --dbg "$(DBG)" \
		--warnings "$(WARNINGS)" --inf "$(INF)" --device-id "$(DEVICE_ID)" "$(MINIPORT)"

dkms: can_build
	@LICENSE="$(LICENSE)" DBG="$(DBG)" WARNINGS="$(WARNINGS)" INF="$(INF)" \
		DEVICE_ID="$(DEVICE_ID)" \
		driver/dkms install "$(KDIR)" "$(MINIPORT)"

dkms-remove:
	@driver/dkms remove

load:
	driver/takeover load
ifdef TAKEOVER
	driver/takeover take
endif
ifdef KMS
	driver/takeover kms
endif

unload:
	driver/takeover unload

# Guests are not for what make was told here, but for what these say.
told = env -u MAKEFLAGS -u MFLAGS $(foreach name,$(1),$(name)="$($(name))")

ifdef RELEASE
check run test: can_build
	@$(call told,) $(vm)/elsewhere "$(RELEASE)" make $@ $(foreach name,\
		ARCH KERNEL MINIPORT DEVICE LICENSE ROWS TABLE DESKTOP,$(name)="$($(name))")
else
check: can_build
	@$(vm)/install guest check
	@$(call told,) $(vm)/check

run: can_build
	@$(vm)/install guest $(if $(IMAGE),image) $(if $(WINDOW),window)
	@$(call told,ARCH KERNEL IMAGE WINDOW MINIPORT DEVICE LICENSE DESKTOP) $(vm)/run

test: can_build
	@$(vm)/install guest
	@$(call told,ARCH TABLE DESKTOP) $(vm)/test $(ROWS)
endif

# What a frame costs beside the kernel's own driver: build/bench/bench.md
bench: can_build
	@$(vm)/install guest
	@$(call told,KERNEL QUICK PROFILE) selftests/bench/run.sh

clean:
	rm -rf build driver/int10/videoport-int10
	[ ! -d "$(KDIR)" ] || $(MAKE) -C "$(KDIR)" M="$(CURDIR)" clean

help:
	@echo 'On the machine that is to run the modules:'
	@echo '  make                   build the modules for the running kernel, or for KDIR='
	@echo '  make MINIPORT=folder LICENSE=GPL'
	@echo '                         build the folder of a Windows video miniport as a module:'
	@echo '                         build/miniport/<name>/vp_<name>.ko; no file of it is changed'
	@echo '                         DBG=1        checked: VideoDebugPrint and ASSERT speak'
	@echo '                         INF=file     the INF, where there is a choice'
	@echo '                         DEVICE_ID=1234:1111   a PCI device that no INF names'
	@echo '                         NAME=value   a macro of its file "sources"'
	@echo '                         WARNINGS=1   show what the compiler warns of'
	@echo '  make install           install them for modprobe (also: modules_install);'
	@echo '                         INSTALL_MOD_PATH= (or DESTDIR=) below another folder than /'
	@echo '                         INT10=1      the helper of VideoPortInt10, too'
	@echo '  make int10             build that alone: driver/int10/videoport-int10'
	@echo '  make dkms              install them by DKMS, which builds them again for each new'
	@echo '                         kernel; KDIR=/lib/modules/<release>/build for another one'
	@echo '                         MINIPORT=folder LICENSE=GPL   that miniport, after the others'
	@echo '  make dkms-remove       take all of them away from DKMS'
	@echo '  make load              load them; TAKEOVER=1 also takes the virtio-gpu devices'
	@echo '                         from the driver that owns them (driver_override);'
	@echo '                         KMS=1 also makes them screens of Linux: videoport_kms'
	@echo '  make unload            give the devices back, unload all miniports and the port driver'
	@echo '  make -C selftests run_tests'
	@echo '                         run the kselftests here, where the modules are loaded'
	@echo 'On a Debian 12 or 13 machine, installing the packages that are missing:'
	@echo '  make run               show a picture on a virtual machine: build/frame.png'
	@echo '                         MINIPORT=folder DEVICE=bochs-display LICENSE=GPL'
	@echo '                                      by the miniport there, on that device of QEMU'
	@echo '                         IMAGE=file   your own PNG, JPEG or PPM'
	@echo '                         WINDOW=1     keep the screen open in a window'
	@echo '                         DESKTOP=weston   that program by DRM; or xorg, or console'
	@echo '                         KERNEL=6.12  another kernel: newest, 6.1-rt, 6.12-cloud ...'
	@echo '  make test              run the kselftests in virtual machines, on each of the'
	@echo '                         kernels of this Debian release'
	@echo '                         ROWS="6.1/basic 6.12-rt host" only these'
	@echo '                         DESKTOP=1    the rows of desktop programs, too'
	@echo '  make bench             what a frame costs, beside the same kernel'"'"'s own driver:'
	@echo '                         build/bench/bench.md, bench.csv'
	@echo '                         QUICK=1      in instructions alone, not by the clock'
	@echo '                         PROFILE=1    with the functions that they are spent in'
	@echo '                         KERNEL=6.12  another kernel'
	@echo '  run, test and check take, too:'
	@echo '                         RELEASE=trixie   the other Debian release, made in the cache'
	@echo '                         ARCH=arm64       another machine, by cross compiler (not check)'
	@echo '  make check             checkpatch, W=1, sparse, kernel-doc, the DDK, the documents'
	@echo '  make clean             remove what was built; fetched kernels stay cached'

.PHONY: modules modules_install install int10 can_build miniport dkms dkms-remove load unload check run test bench clean help
