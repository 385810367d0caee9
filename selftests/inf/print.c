// SPDX-License-Identifier: GPL-2.0
/*
 * Prints what generated glue says, in place of the port driver that would do it,
 * and stands for the miniport whose DriverEntry the glue calls.
 */
#include <glue.h>

u32 DriverEntry(void *object, void *path);

u32 DriverEntry(void *object, void *path)
{
	puts("DriverEntry");
	return object || path;
}

static void print_value(const struct vp_registry_default *value)
{
	const u8 *data = value->data;
	u32 i;

	printf("value %s %u %u ", value->name, value->type, value->size);
	for (i = 0; i < value->size; i++)
		printf("%02x", data[i]);
	puts((unsigned long)data % 8 ? " not aligned" : "");
}

int vp_glue_register(struct vp_glue *glue, u32 (*entry)(void *, void *))
{
	const struct pci_device_id *id;
	unsigned int i;

	printf("driver %s of %s%s\n", glue->pci.name, glue->mod_name, glue->msi ? ", msi" : "");
	for (id = glue->pci.id_table; id->vendor || id->class_mask; id++)
		printf("id %x %x %x %x %x %x %u\n", id->vendor, id->device, id->subvendor,
		       id->subdevice, id->class, id->class_mask, id->override_only);
	for (i = 0; i < glue->registry_count; i++)
		print_value(&glue->registry[i]);
	return entry(NULL, NULL);
}

void vp_glue_unregister(struct vp_glue *glue)
{
	printf("unregister %s\n", glue->pci.name);
}

int main(void)
{
	return print_init();
}
