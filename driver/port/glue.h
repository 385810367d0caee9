/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the generated glue of a miniport module hands to the port driver.
 * Only code written by driver/inf/inf2glue includes this header.
 */
#ifndef VIDEOPORT_GLUE_H
#define VIDEOPORT_GLUE_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/types.h>

/**
 * struct vp_registry_default - one AddReg value of the INF
 * @name: value name, compared without regard to case
 * @type: REG_SZ (1), REG_BINARY (3), REG_DWORD (4) or REG_MULTI_SZ (7)
 * @size: length of @data in bytes
 * @data: the value as Windows stores it: strings are UTF-16LE with their
 *	terminator, numbers little-endian
 */
struct vp_registry_default {
	const char *name;
	u32 type;
	u32 size;
	const void *data;
};

/* Values that a module's parameter may give */
#define VP_GLUE_SETTINGS	32

/**
 * struct vp_glue - one miniport module as its INF describes it
 * @pci: the PCI driver to register; the glue fills name and id_table
 * @owner: the miniport's module
 * @mod_name: KBUILD_MODNAME of the miniport's module
 * @registry: values a miniport finds before anyone has set one
 * @registry_count: entries in @registry
 * @settings: values that the module's parameter "registry" gives, before the INF's:
 *	"Name=number" for a REG_DWORD, else "Name=text" for a REG_SZ
 * @settings_count: how many of them there are
 * @msi: the INF says MSISupported, so MSI-X or MSI may be used
 * @init: list of what VideoPortInitialize() was given, owned by the port
 *	driver and constant between vp_glue_register() and
 *	vp_glue_unregister()
 * @sealed: nothing is added to @init any more
 * @keys: the registry of each device, owned by the port driver
 */
struct vp_glue {
	struct pci_driver pci;
	struct module *owner;
	const char *mod_name;
	const struct vp_registry_default *registry;
	unsigned int registry_count;
	char *settings[VP_GLUE_SETTINGS];
	unsigned int settings_count;
	bool msi;
	struct list_head init;
	bool sealed;
	struct list_head keys;
};

/**
 * vp_glue_register() - run a miniport's DriverEntry and register its driver
 * @glue: the module's description; must stay valid until unregistered
 * @entry: DriverEntry of the miniport
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL if one of @glue's settings is none, -ENODEV if the miniport
 * registered nothing for a PCI bus, or the error that its DriverEntry's status stands for.
 */
int vp_glue_register(struct vp_glue *glue, u32 (*entry)(void *, void *));

/**
 * vp_glue_unregister() - unbind every device of a miniport and forget it
 * @glue: what was registered
 *
 * On return no code of the miniport runs or will run.
 *
 * Context: process context, may sleep.
 */
void vp_glue_unregister(struct vp_glue *glue);

#endif
