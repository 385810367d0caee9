# SPDX-License-Identifier: GPL-2.0
# VideoPort for Linux. "make help" lists what can be made.

KDIR ?= /lib/modules/$(shell uname -r)/build
vm := selftests/vm
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR)

ifdef MINIPORT
.DEFAULT_GOAL := miniport
endif

modules: | $(KDIR)
	$(kbuild) modules

modules_install install: modules
	$(kbuild) modules_install

miniport: | $(KDIR)
	@driver/bring/bring --license "$(LICENSE)" --kdir "$(KDIR)" --dbg "$(DBG)" \
		--warnings "$(WARNINGS)" "$(MINIPORT)"

load:
	driver/takeover load
ifdef TAKEOVER
	driver/takeover take
endif

unload:
	driver/takeover unload

check:
	$(vm)/install guest check
	$(vm)/check

run:
	$(vm)/install guest $(if $(IMAGE),image) $(if $(WINDOW),window)
	KERNEL=$(KERNEL) IMAGE="$(IMAGE)" WINDOW=$(WINDOW) MINIPORT="$(MINIPORT)" \
		DEVICE="$(DEVICE)" LICENSE="$(LICENSE)" $(vm)/run

test:
	$(vm)/install guest
	$(vm)/test $(ROWS)

clean:
	rm -rf build
	[ ! -d "$(KDIR)" ] || $(kbuild) clean

$(KDIR):
	$(error No kernel headers at $(KDIR): install linux-headers-$(shell uname -r), or say KDIR=)

help:
	@echo 'On the machine that is to run the modules:'
	@echo '  make                   build the modules for the running kernel, or for KDIR='
	@echo '  make MINIPORT=folder LICENSE=GPL'
	@echo '                         build the folder of a Windows video miniport as a module:'
	@echo '                         build/miniport/<name>/vp_<name>.ko; no file of it is changed'
	@echo '                         DBG=1        checked: VideoDebugPrint and ASSERT speak'
	@echo '                         WARNINGS=1   show what the compiler warns of'
	@echo '  make install           install them (also: modules_install)'
	@echo '  make load              load them; TAKEOVER=1 also takes the virtio-gpu devices'
	@echo '                         from the driver that owns them (driver_override)'
	@echo '  make unload            give the devices back, unload all miniports and the port driver'
	@echo '  make -C selftests run_tests'
	@echo '                         run the kselftests here, where the modules are loaded'
	@echo 'On a Debian 12 machine, installing the packages that are missing:'
	@echo '  make run               show a picture on a virtual machine: build/frame.png'
	@echo '                         MINIPORT=folder DEVICE=bochs-display LICENSE=GPL'
	@echo '                                      by the miniport there, on that device of QEMU'
	@echo '                         IMAGE=file   your own PNG, JPEG or PPM'
	@echo '                         WINDOW=1     keep the screen open in a window'
	@echo '                         KERNEL=6.12  the other kernel'
	@echo '  make test              run the kselftests in virtual machines, on 6.1 and 6.12'
	@echo '                         ROWS="6.1/basic ..." only these'
	@echo '  make check             checkpatch, W=1, sparse, kernel-doc, the DDK'
	@echo '  make clean             remove what was built; fetched kernels stay cached'

.PHONY: modules miniport modules_install install load unload check run test clean help
