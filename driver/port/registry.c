// SPDX-License-Identifier: GPL-2.0
/*
 * A miniport's registry: the INF's values, a few of the port driver's own, and
 * what the miniport set since it was started.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/nls.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "port.h"

#define VP_VALUE_NAME_MAX	128

/**
 * struct vp_value - one value
 * @node: in vp_adapter.values, the latest first
 * @name: in UTF-8
 * @size: bytes of @data
 * @data: as the miniport gave it
 */
struct vp_value {
	struct list_head node;
	char name[VP_VALUE_NAME_MAX];
	u32 size;
	u8 data[];
};

static bool vp_value_name(const WCHAR *wide, char *name)
{
	size_t len;
	int n;

	for (len = 0; wide[len]; len++)
		if (len == VP_VALUE_NAME_MAX)
			return false;
	n = utf16s_to_utf8s((const wchar_t *)wide, len, UTF16_HOST_ENDIAN, name,
			    VP_VALUE_NAME_MAX - 1);
	name[n] = '\0';
	return len && n;
}

static struct vp_value *vp_value_find(struct vp_adapter *adapter,
				      const char *name)
{
	struct vp_value *value;

	list_for_each_entry(value, &adapter->values, node)
		if (!strcasecmp(value->name, name))
			return value;
	return NULL;
}

static int vp_value_set(struct vp_adapter *adapter, const char *name,
			const void *data, u32 size)
{
	struct vp_value *value, *old;

	value = kmalloc(struct_size(value, data, size + 1), GFP_KERNEL);
	if (!value)
		return -ENOMEM;
	strscpy(value->name, name, sizeof(value->name));
	value->size = size;
	memcpy(value->data, data, size);
	old = vp_value_find(adapter, name);
	if (old) {
		list_del(&old->node);
		kfree(old);
	}
	list_add(&value->node, &adapter->values);
	return 0;
}

VP_STATUS VideoPortGetRegistryParameters(PVOID HwDeviceExtension,
					 PWSTR ParameterName,
					 UCHAR IsParameterFileName,
					 PMINIPORT_GET_REGISTRY_ROUTINE CallbackRoutine,
					 PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	char name[VP_VALUE_NAME_MAX];
	struct vp_value *value;
	VP_STATUS status;
	void *data;

	if (!vp_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	if (!ParameterName || !CallbackRoutine || IsParameterFileName ||
	    !vp_value_name(ParameterName, name))
		return ERROR_INVALID_PARAMETER;
	value = vp_value_find(adapter, name);
	if (!value)
		return ERROR_INVALID_PARAMETER;
	/* A copy: the routine may set the value, and write into what it gets. */
	data = kmemdup(value->data, max_t(u32, value->size, 1), GFP_KERNEL);
	if (!data)
		return ERROR_NOT_ENOUGH_MEMORY;
	status = CallbackRoutine(HwDeviceExtension, Context, ParameterName,
				 data, value->size);
	kfree(data);
	return status;
}
EXPORT_SYMBOL_GPL(VideoPortGetRegistryParameters);

VP_STATUS VideoPortSetRegistryParameters(PVOID HwDeviceExtension,
					 PWSTR ValueName, PVOID ValueData,
					 ULONG ValueLength)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	char name[VP_VALUE_NAME_MAX];

	if (!vp_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	if (!ValueName || (!ValueData && ValueLength) ||
	    !vp_value_name(ValueName, name))
		return ERROR_INVALID_PARAMETER;
	if (vp_value_set(adapter, name, ValueData, ValueLength))
		return ERROR_NOT_ENOUGH_MEMORY;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortSetRegistryParameters);

VP_STATUS VideoPortFlushRegistry(PVOID HwDeviceExtension)
{
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortFlushRegistry);

/**
 * vp_registry_init() - the values that a miniport finds at its start
 * @adapter: the adapter
 *
 * DmaRemapped is ours: the DDK has no word for an IOMMU, and a device that
 * bypasses one must not be started behind it.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int vp_registry_init(struct vp_adapter *adapter)
{
	const struct vp_registry_default *def = adapter->glue->registry;
	u32 remapped = vp_dma_remapped(adapter);
	unsigned int i;
	int ret = 0;

	for (i = 0; i < adapter->glue->registry_count && !ret; i++)
		ret = vp_value_set(adapter, def[i].name, def[i].data,
				   def[i].size);
	if (!ret)
		ret = vp_value_set(adapter, "DmaRemapped", &remapped,
				   sizeof(remapped));
	return ret;
}

void vp_registry_reclaim(struct vp_adapter *adapter)
{
	struct vp_value *value, *next;

	list_for_each_entry_safe(value, next, &adapter->values, node) {
		list_del(&value->node);
		kfree(value);
	}
}
