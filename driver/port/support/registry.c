// SPDX-License-Identifier: GPL-2.0
/*
 * A miniport's registry: what its module's parameter "registry" says, the INF's values, a
 * few of the port driver's own, and what the miniport set.
 *
 * A device's key lives as long as its miniport's module, so what was set is
 * there when the device is bound again. While it is bound, each value is a file
 * in videoport_registry/ below the PCI function in sysfs, its bytes as Windows
 * keeps them: an administrator reads and writes it there, and binds the device
 * anew for a miniport that reads its values at start.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nls.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "adapter.h"
#include "compat/bin_attribute.h"
#include "irql.h"
#include "support/registry.h"

/* A character of UTF-16 takes up to three bytes of UTF-8. */
#define VP_VALUE_NAME_LENGTH	127
#define VP_VALUE_NAME_MAX	(3 * VP_VALUE_NAME_LENGTH + 1)
#define VP_VALUE_SIZE_MAX	SZ_64K
#define VP_VALUE_SPARE		sizeof(u64)

/**
 * struct vp_registry_key - the registry of one PCI function
 * @node: in vp_glue.keys
 * @bus_id: the function
 * @lock: guards @values and their data; innermost
 * @values: of struct vp_value
 * @dir: videoport_registry/ while the function is bound, else NULL
 */
struct vp_registry_key {
	struct list_head node;
	char bus_id[32];
	struct mutex lock; /* guards values and their data */
	struct list_head values;
	struct kobject *dir;
};

/**
 * struct vp_value - one value
 * @node: in vp_registry_key.values
 * @key: its key
 * @name: in UTF-8
 * @file_name: @name as sysfs can have it
 * @file: in vp_registry_key.dir
 * @size: bytes of @data
 * @data: as the miniport gave it
 */
struct vp_value {
	struct list_head node;
	struct vp_registry_key *key;
	char name[VP_VALUE_NAME_MAX];
	char file_name[VP_VALUE_NAME_MAX];
	struct bin_attribute file;
	u32 size;
	void *data;
};

/* Guards every vp_glue.keys */
static DEFINE_MUTEX(vp_keys_lock);

static bool vp_value_name(const WCHAR *wide, char *name)
{
	size_t len;
	int n;

	for (len = 0; wide[len]; len++)
		if (len == VP_VALUE_NAME_LENGTH)
			return false;
	n = utf16s_to_utf8s((const wchar_t *)wide, len, UTF16_HOST_ENDIAN, name,
			    VP_VALUE_NAME_MAX - 1);
	name[n] = '\0';
	return len && n;
}

static struct vp_value *vp_value_find(struct vp_registry_key *key, const char *name)
{
	struct vp_value *value;

	lockdep_assert_held(&key->lock);
	list_for_each_entry(value, &key->values, node)
		if (!strcasecmp(value->name, name))
			return value;
	return NULL;
}

static ssize_t vp_value_read(struct file *file, struct kobject *kobj,
			     vp_bin_const struct bin_attribute *attr, char *to,
			     loff_t at, size_t count)
{
	struct vp_value *value = attr->private;
	ssize_t ret;

	mutex_lock(&value->key->lock);
	ret = memory_read_from_buffer(to, count, &at, value->data, value->size);
	mutex_unlock(&value->key->lock);
	return ret;
}

/* The first piece replaces the value, each further one follows the last. */
static ssize_t vp_value_write(struct file *file, struct kobject *kobj,
			      vp_bin_const struct bin_attribute *attr, char *from,
			      loff_t at, size_t count)
{
	struct vp_value *value = attr->private;
	ssize_t ret = -EINVAL;
	void *data;

	mutex_lock(&value->key->lock);
	if ((!at || at == value->size) && at + count <= VP_VALUE_SIZE_MAX) {
		data = krealloc(value->data, at + count, GFP_KERNEL);
		ret = data ? count : -ENOMEM;
		if (data) {
			memcpy(data + at, from, count);
			value->data = data;
			value->size = at + count;
		}
	}
	mutex_unlock(&value->key->lock);
	return ret;
}

/* As "a/b" has the file of "a!b", which came first. */
static bool vp_value_hidden(const struct vp_value *value)
{
	struct vp_value *other;

	list_for_each_entry(other, &value->key->values, node) {
		if (other == value)
			break;
		if (!strcmp(other->file_name, value->file_name))
			return true;
	}
	return false;
}

/* A value that no file can be made for is still the miniport's to read. */
static void vp_value_show(struct vp_value *value)
{
	struct bin_attribute *file = &value->file;

	strscpy(value->file_name, value->name, sizeof(value->file_name));
	strreplace(value->file_name, '/', '!');
	sysfs_bin_attr_init(file);
	file->attr.name = value->file_name;
	file->attr.mode = 0600;
	file->private = value;
	file->read = vp_value_read;
	file->write = vp_value_write;
	if (value->key->dir && (vp_value_hidden(value) ||
				sysfs_create_bin_file(value->key->dir, file)))
		pr_warn("videoport: no file for the registry value %s\n",
			value->name);
}

static struct vp_value *vp_value_new(struct vp_registry_key *key, const char *name)
{
	struct vp_value *value = kzalloc(sizeof(*value), GFP_KERNEL);

	if (!value)
		return NULL;
	value->key = key;
	strscpy(value->name, name, sizeof(value->name));
	list_add_tail(&value->node, &key->values);
	return value;
}

static int vp_value_set(struct vp_registry_key *key, const char *name, const void *data,
			u32 size)
{
	struct vp_value *value;
	bool created;
	void *copy;

	lockdep_assert_held(&key->lock);
	copy = kmemdup(data, size, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	value = vp_value_find(key, name);
	created = !value;
	if (created)
		value = vp_value_new(key, name);
	if (!value) {
		kfree(copy);
		return -ENOMEM;
	}
	kfree(value->data);
	value->data = copy;
	value->size = size;
	if (created)
		vp_value_show(value);
	return 0;
}

/*
 * A copy, as the callback may write into what it gets and store the value anew,
 * and so may others. Zeroes follow: who takes a value for a number or a string
 * finds one, whatever an administrator wrote.
 */
static VP_STATUS vp_value_get(struct vp_registry_key *key, const char *name,
			      void **copy, u32 *size)
{
	VP_STATUS status = ERROR_INVALID_PARAMETER;
	struct vp_value *value;

	mutex_lock(&key->lock);
	value = vp_value_find(key, name);
	if (value) {
		*size = value->size;
		*copy = kzalloc(*size + VP_VALUE_SPARE, GFP_KERNEL);
		status = *copy ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
		if (*copy)
			memcpy(*copy, value->data, *size);
	}
	mutex_unlock(&key->lock);
	return status;
}

VP_STATUS VideoPortGetRegistryParameters(PVOID HwDeviceExtension,
					 PWSTR ParameterName,
					 UCHAR IsParameterFileName,
					 PMINIPORT_GET_REGISTRY_ROUTINE CallbackRoutine,
					 PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	char name[VP_VALUE_NAME_MAX];
	VP_STATUS status;
	void *data;
	u32 size;

	if (!vp_irql_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	if (!ParameterName || !CallbackRoutine || IsParameterFileName ||
	    !vp_value_name(ParameterName, name))
		return ERROR_INVALID_PARAMETER;
	status = vp_value_get(adapter->registry.key, name, &data, &size);
	if (status != NO_ERROR)
		return status;
	status = CallbackRoutine(HwDeviceExtension, Context, ParameterName,
				 data, size);
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
	int ret;

	if (!vp_irql_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	if (!ValueName || (!ValueData && ValueLength) ||
	    ValueLength > VP_VALUE_SIZE_MAX || !vp_value_name(ValueName, name))
		return ERROR_INVALID_PARAMETER;
	mutex_lock(&adapter->registry.key->lock);
	ret = vp_value_set(adapter->registry.key, name, ValueData, ValueLength);
	mutex_unlock(&adapter->registry.key->lock);
	return ret ? ERROR_NOT_ENOUGH_MEMORY : NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortSetRegistryParameters);

/* Values are in memory, and their files show that memory. */
VP_STATUS VideoPortFlushRegistry(PVOID HwDeviceExtension)
{
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortFlushRegistry);

static struct vp_registry_key *vp_key_get(struct vp_glue *glue, const char *bus_id)
{
	struct vp_registry_key *key;

	mutex_lock(&vp_keys_lock);
	list_for_each_entry(key, &glue->keys, node)
		if (!strcmp(key->bus_id, bus_id))
			goto out;
	key = kzalloc(sizeof(*key), GFP_KERNEL);
	if (!key)
		goto out;
	strscpy(key->bus_id, bus_id, sizeof(key->bus_id));
	mutex_init(&key->lock);
	INIT_LIST_HEAD(&key->values);
	list_add(&key->node, &glue->keys);
out:
	mutex_unlock(&vp_keys_lock);
	return key;
}

/* The value of a setting, behind its name, or NULL: it is none */
static const char *vp_setting_name(const char *setting, char *name)
{
	const char *value = strchr(setting, '=');

	if (!value || value == setting || value - setting >= VP_VALUE_NAME_MAX)
		return NULL;
	strscpy(name, setting, value - setting + 1);
	return value + 1;
}

static int vp_setting_apply(struct vp_registry_key *key, const char *setting)
{
	char name[VP_VALUE_NAME_MAX];
	const char *text = vp_setting_name(setting, name);
	size_t length = text ? strlen(text) : 0;
	__le16 *wide;
	u32 number;
	int ret;

	if (!text)
		return -EINVAL;
	if (vp_value_find(key, name))
		return 0;
	if (!kstrtou32(text, 0, &number))
		return vp_value_set(key, name, &number, sizeof(number));
	wide = kcalloc(length + 1, sizeof(*wide), GFP_KERNEL);
	if (!wide)
		return -ENOMEM;
	ret = utf8s_to_utf16s(text, length, UTF16_LITTLE_ENDIAN, (wchar_t *)wide, length);
	if (ret >= 0)
		ret = vp_value_set(key, name, wide, (ret + 1) * sizeof(*wide));
	kfree(wide);
	return ret;
}

/**
 * vp_registry_check() - whether each of a module's settings is one
 * @glue: the module
 *
 * Context: process context.
 * Return: 0 or -EINVAL; the log has its words.
 */
int vp_registry_check(const struct vp_glue *glue)
{
	char name[VP_VALUE_NAME_MAX];
	unsigned int i;

	for (i = 0; i < glue->settings_count; i++) {
		if (vp_setting_name(glue->settings[i], name))
			continue;
		pr_err("%s: registry=%s: a setting is Name=number or Name=text\n",
		       glue->mod_name, glue->settings[i]);
		return -EINVAL;
	}
	return 0;
}

static int vp_key_fill(struct vp_adapter *adapter, struct vp_registry_key *key, u32 remapped)
{
	const struct vp_registry_default *def = adapter->glue->registry;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < adapter->glue->settings_count && !ret; i++)
		ret = vp_setting_apply(key, adapter->glue->settings[i]);
	for (i = 0; i < adapter->glue->registry_count && !ret; i++)
		if (!vp_value_find(key, def[i].name))
			ret = vp_value_set(key, def[i].name, def[i].data,
					   def[i].size);
	if (!ret)
		ret = vp_value_set(key, "DmaRemapped", &remapped,
				   sizeof(remapped));
	return ret;
}

/**
 * vp_registry_init() - the values that a miniport finds at its start
 * @adapter: the adapter
 * @remapped: an IOMMU translates the device's addresses
 *
 * DmaRemapped is ours: the DDK has no word for an IOMMU, and a device that
 * bypasses one must not be started behind it.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int vp_registry_init(struct vp_adapter *adapter, bool remapped)
{
	struct vp_registry_key *key = vp_key_get(adapter->glue, adapter->bus_id);
	struct vp_value *value;
	int ret;

	if (!key)
		return -ENOMEM;
	adapter->registry.key = key;
	mutex_lock(&key->lock);
	key->dir = kobject_create_and_add("videoport_registry",
					  &adapter->pdev->dev.kobj);
	list_for_each_entry(value, &key->values, node)
		vp_value_show(value);
	ret = vp_key_fill(adapter, key, remapped);
	mutex_unlock(&key->lock);
	return ret;
}

/**
 * vp_registry_reclaim() - take the files away; the values stay
 * @adapter: an adapter whose miniport runs no more
 *
 * Context: process context, may sleep: waits for readers.
 */
void vp_registry_reclaim(struct vp_adapter *adapter)
{
	struct vp_registry_key *key = adapter->registry.key;
	struct kobject *dir;

	if (!key)
		return;
	mutex_lock(&key->lock);
	dir = key->dir;
	key->dir = NULL;
	mutex_unlock(&key->lock);
	/* Unlocked, as a reader waits for the lock. */
	kobject_del(dir);
	kobject_put(dir);
	adapter->registry.key = NULL;
}

static void vp_key_free(struct vp_registry_key *key)
{
	struct vp_value *value, *next;

	list_for_each_entry_safe(value, next, &key->values, node) {
		kfree(value->data);
		kfree(value);
	}
	mutex_destroy(&key->lock);
	kfree(key);
}

/**
 * vp_registry_forget() - free all values of a miniport
 * @glue: the miniport, with no device bound any more
 *
 * Context: process context, may sleep.
 */
void vp_registry_forget(struct vp_glue *glue)
{
	struct vp_registry_key *key, *next;

	list_for_each_entry_safe(key, next, &glue->keys, node)
		vp_key_free(key);
	INIT_LIST_HEAD(&glue->keys);
}
