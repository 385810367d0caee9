/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel's headers as generated glue needs, for a program that
 * prints what the glue says: inf.sh compiles the two together.
 */
#ifndef INF_PRINT_H
#define INF_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef unsigned char u8;
typedef unsigned int u32;

struct list_head {
	struct list_head *next, *prev;
};

struct module;

extern int (*print_init)(void);		/* what the glue gives to module_init() */

struct pci_device_id {
	u32 vendor, device, subvendor, subdevice, class, class_mask;
	unsigned long driver_data;
	u32 override_only;
};

struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
};

#define __init
#define __exit
#define __aligned(n) __attribute((aligned(n)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define KBUILD_MODNAME "inf_print"
#define THIS_MODULE NULL
#define PCI_ANY_ID (~0u)

#define MODULE_INFO(tag, text) \
	__attribute((constructor)) static void print_##tag(void) { puts(#tag "=" text); } \
	struct module
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)
#define MODULE_AUTHOR(text) MODULE_INFO(author, text)
#define MODULE_VERSION(text) MODULE_INFO(version, text)
#define MODULE_DEVICE_TABLE(bus, table) \
	__attribute((constructor)) static void print_##table(void) { puts("alias of " #bus); } \
	struct module
#define module_param_array_named(name, array, type, count, mode) \
	unsigned int *const print_count = (count)
#define MODULE_PARM_DESC(name, text) struct module
#define module_init(function) \
	int (*print_init)(void) = function
#define module_exit(function) \
	__attribute((destructor)) static void print_exit(void) { function(); } \
	struct module

#endif
