# SPDX-License-Identifier: GPL-2.0
# What the Kbuild of a miniport's folder includes. It has set:
#   miniport          the device's name: the module is vp_<name>.ko
#   miniport-license  what MODULE_LICENSE says
#   miniport-bind     "override" for a device that an in-tree driver owns: no PCI
#                     alias, binds only through driver_override
#   miniport-ids      vendor:device, of functions that the INF does not name
#   miniport-foreign  "y" for what "make MINIPORT=" brought: what Microsoft's compiler
#                     only warns of is no error
#   miniport-volatile "y" if something in a foreign folder is volatile
#
# The module is made of all .c files in the folder and of the glue for its one INF.
# driver/inf has to be built before: the top Kbuild says so.

vp-top := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))../..)
vp-tool := $(vp-top)/driver/inf/inf2glue
# Ours have the tree's version, a brought one its INF's.
vp-version := $(shell sed -n 's/.*VIDEOPORT_VERSION "\(.*\)"/\1/p' \
	$(vp-top)/include/uapi/videoport.h)
vp-module := vp_$(miniport)
vp-glue := $(vp-module)_glue
vp-inf := $(wildcard $(src)/*.[iI][nN][fF])
vp-sources := $(filter-out %.mod.c $(vp-glue).c,$(notdir $(wildcard $(src)/*.c)))

obj-m := $(vp-module).o
$(vp-module)-y := $(sort $(vp-sources:.c=.o)) $(vp-glue).o

# Since Linux 6.2 the kernel's char is unsigned; the DDK's has a sign.
ccflags-y := -I$(vp-top)/include/videoport -I$(vp-top)/include -fsigned-char
# the port driver's side of the contract is the glue's to see, not the miniport's
CFLAGS_$(vp-glue).o := -I$(vp-top)/driver/port
# what Microsoft's compiler brings is the miniport's to see, not the glue's
vp-cflags := -I$(vp-top)/include/msvc -include $(vp-top)/include/msvc/msvc.h
vp-cflags += -fms-extensions -Wno-multichar -Wno-unknown-pragmas
vp-cflags += $(if $(CONFIG_CC_IS_CLANG),-Wno-builtin-macro-redefined)
# An array at the end of a structure is as long as its memory: [1], as the DDK's.
vp-cflags += $(call cc-option,-fstrict-flex-arrays=0)
# Microsoft begins a new unit where the type of bit fields changes.
vp-cflags += $(if $(CONFIG_X86)$(CONFIG_CC_IS_CLANG),-mms-bitfields)
$(foreach object,$(vp-sources:.c=.o),$(eval CFLAGS_$(object) = $$(vp-cflags)))

ifeq ($(miniport-foreign),y)
vp-lenient := strict-prototypes date-time return-type implicit-int
vp-lenient += incompatible-pointer-types
vp-lenient += $(if $(CONFIG_CC_IS_CLANG),incompatible-function-pointer-types,designated-init)
vp-cflags += $(addprefix -Wno-error=,$(vp-lenient)) -Werror=implicit-function-declaration
# What would lay out a structure in another way than it says must not pass.
vp-cflags += -Werror=pragmas -Werror=attributes
vp-cflags += $(if $(CONFIG_CC_IS_CLANG),,-Werror=if-not-aligned)
# Microsoft's compiler does not ask for a case of each enumerator, and one is ours.
vp-cflags += -Wno-switch
# Nor is such an array, or a shift by more than there are bits, an error there.
UBSAN_SANITIZE := n
# asm and typeof are names like others
vp-cflags += -fno-asm
# The copies are UTF-8; in strings and characters the bytes are Windows-1252's again.
# Clang has no other than UTF-8: the copies for it spell such bytes as numbers.
vp-cflags += $(if $(CONFIG_CC_IS_CLANG),,-fexec-charset=cp1252)
# A function of the miniport's own may have the name of one that GCC thinks it knows,
# though Microsoft's compiler does not; nor may a loop become a call, perhaps of the
# function that the loop is in.
vp-own := abort alloca bcmp bcopy bzero calloc cfree creat exit execl execv ffs ffsl ffsll fork
vp-own += fprintf fputc fputs free fscanf fwrite gettext imaxabs index llabs malloc memccpy
vp-own += memchr mempcpy posix_memalign printf printk putc putchar puts realloc rindex scanf
vp-own += snprintf sprintf sscanf stpcpy stpncpy strcasecmp strchr strcspn strdup strfmon
vp-own += strftime strncasecmp strncat strncmp strncpy strndup strnlen strpbrk strrchr strspn
vp-own += strstr toascii vfprintf vprintf vscanf vsnprintf vsprintf vsscanf
vp-own += $(addprefix is,alnum alpha ascii blank cntrl digit graph lower print punct space)
vp-own += $(addprefix is,upper xdigit) tolower toupper towlower towupper
vp-cflags += $(addprefix -fno-builtin-,$(vp-own))
vp-cflags += $(if $(CONFIG_CC_IS_CLANG),-mllvm -disable-loop-idiom-all, \
	-fno-tree-loop-distribute-patterns)
# Microsoft's compiler leaves every access to memory on its side of a volatile one: a
# buffer is written before the register that starts the device, and read again after
# the one that says that it is done. GCC does that without optimization only. And a
# register's bit field is read and written as what it is declared as, which clang does
# anyway in Microsoft's layout.
vp-strict := $(if $(CONFIG_CC_IS_CLANG),,-fstrict-volatile-bitfields)
vp-cflags += $(if $(filter y,$(miniport-volatile)),-O0 $(vp-strict))
# a variable in a header that several sources include is one variable
vp-cflags += -fcommon
ldflags-y += -d
endif

quiet_cmd_vp_glue = INF     $@
      cmd_vp_glue = $(vp-tool) --name $(vp-module) --license $(call vp-quote,$(miniport-license)) \
		$(if $(filter y,$(miniport-foreign)),,--version $(vp-version)) \
		$(if $(filter override,$(miniport-bind)),--override-only) \
		$(addprefix --id ,$(miniport-ids)) -o $@ $<
vp-quote = '$(subst ','\'',$(1))'

targets += $(vp-glue).c
$(obj)/$(vp-glue).c: $(vp-inf) $(vp-tool) FORCE
	$(if $(filter 1,$(words $(vp-inf))),,\
		$(error $(src): needs one INF file, has $(words $(vp-inf))))
	$(call if_changed,vp_glue)
