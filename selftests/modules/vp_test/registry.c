// SPDX-License-Identifier: GPL-2.0
/* Registry: main.c's defaults stand for an INF's. */
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/pci.h>

#include "vp_test.h"

/* What the callback was given, and what it answers */
struct value {
	unsigned int calls;
	PVOID ext;
	PWSTR name;
	ULONG length;
	UCHAR data[64];
	VP_STATUS answer;
};

static VP_STATUS note_value(PVOID ext, PVOID context, PWSTR name, PVOID data,
			    ULONG length)
{
	struct value *v = context;

	v->calls++;
	v->ext = ext;
	v->name = name;
	v->length = length;
	if (length <= sizeof(v->data))
		memcpy(v->data, data, length);
	return v->answer;
}

static void check_value(struct vpt_ext *t, PWSTR name, const void *data,
			ULONG length)
{
	struct value v = {};

	expect_eq(t, VideoPortGetRegistryParameters(t, name, FALSE, note_value,
						    &v), NO_ERROR);
	expect_eq(t, v.calls, 1);
	expect(t, v.ext == t);
	expect(t, v.name && !memcmp(v.name, name, 4 * sizeof(WCHAR)));
	expect_eq(t, v.length, length);
	expect(t, !memcmp(v.data, data, min_t(ULONG, length, sizeof(v.data))));
}

static void defaults(struct vpt_ext *t)
{
	ULONG number = 0x12345678;

	check_value(t, L"TestDword", &number, sizeof(number));
	check_value(t, L"TestString", L"video port", 22);
	check_value(t, L"TestBinary", "\1\0\2\0\3", 5);
	check_value(t, L"TestMulti", L"one\0two\0", 18);
}

static void any_case(struct vpt_ext *t)
{
	ULONG number = 0x12345678;

	check_value(t, L"testdword", &number, sizeof(number));
	check_value(t, L"TESTDWORD", &number, sizeof(number));
}

static void unknown(struct vpt_ext *t)
{
	struct value v = {};

	expect_eq(t, VideoPortGetRegistryParameters(t, L"NoSuchValue", FALSE,
						    note_value, &v),
		  ERROR_INVALID_PARAMETER);
	/* A part of a name is another name. */
	expect_eq(t, VideoPortGetRegistryParameters(t, L"TestDwor", FALSE,
						    note_value, &v),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortGetRegistryParameters(t, L"TestDword", TRUE,
						    note_value, &v),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, v.calls, 0);
}

/* The one value that is the port driver's own */
static void remapped(struct vpt_ext *t)
{
	ULONG behind = device_iommu_mapped(&t->bench->pdev->dev);

	check_value(t, L"DmaRemapped", &behind, sizeof(behind));
}

static void answer(struct vpt_ext *t)
{
	struct value v = { .answer = ERROR_BUSY };

	expect_eq(t, VideoPortGetRegistryParameters(t, L"TestDword", FALSE,
						    note_value, &v),
		  ERROR_BUSY);
	expect_eq(t, v.calls, 1);
}

static void set(struct vpt_ext *t)
{
	ULONG number = 7;

	/* Over the default, over itself, shorter, and where none was */
	expect_eq(t, VideoPortSetRegistryParameters(t, L"testOverride", &number,
						    sizeof(number)), NO_ERROR);
	number = 8;
	check_value(t, L"TestOverride", "\7\0\0\0", 4);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"TestOverride", "x", 1),
		  NO_ERROR);
	check_value(t, L"TestOverride", "x", 1);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"New one", L"text", 10),
		  NO_ERROR);
	check_value(t, L"new ONE", L"text", 10);
	expect_eq(t, VideoPortSetRegistryParameters(t, NULL, &number, 4),
		  ERROR_INVALID_PARAMETER);
}

static void set_refused(struct vpt_ext *t)
{
	static WCHAR name[129];
	PVOID data = kvzalloc(SZ_64K + 1, GFP_KERNEL);
	ULONG i;

	if (!expect(t, data))
		return;
	expect_eq(t, VideoPortSetRegistryParameters(t, L"Large", data, SZ_64K),
		  NO_ERROR);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"Large", data,
						    SZ_64K + 1),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"Large", NULL, 1),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"", data, 1),
		  ERROR_INVALID_PARAMETER);
	for (i = 0; i < ARRAY_SIZE(name) - 1; i++)
		name[i] = 'n';
	expect_eq(t, VideoPortSetRegistryParameters(t, name, data, 1),
		  ERROR_INVALID_PARAMETER);
	name[ARRAY_SIZE(name) - 2] = 0;
	expect_eq(t, VideoPortSetRegistryParameters(t, name, data, 1),
		  NO_ERROR);
	check_value(t, name, data, 1);
	kvfree(data);
}

/* Both are values; a file in sysfs can't have the name of the first. */
static void one_file(struct vpt_ext *t)
{
	expect_eq(t, VideoPortSetRegistryParameters(t, L"Twin/x", "1", 1),
		  NO_ERROR);
	expect_eq(t, VideoPortSetRegistryParameters(t, L"Twin!x", "2", 1),
		  NO_ERROR);
	warns(t, "no file for the registry value Twin!x");
	check_value(t, L"Twin/x", "1", 1);
	check_value(t, L"Twin!x", "2", 1);
}

/* A value is one device's own. */
static void set_elsewhere(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_other(t);
	struct value v = {};

	if (!other)
		return;
	expect_eq(t, VideoPortSetRegistryParameters(other, L"Elsewhere", "x",
						    1), NO_ERROR);
	expect_eq(t, VideoPortGetRegistryParameters(t, L"Elsewhere", FALSE,
						    note_value, &v),
		  ERROR_INVALID_PARAMETER);
}

/* What a callback reads stays, though it stores the value anew meanwhile. */
static VP_STATUS store_anew(PVOID ext, PVOID context, PWSTR name, PVOID data,
			    ULONG length)
{
	struct value *v = context;
	UCHAR other[32];

	memset(other, 0x22, sizeof(other));
	VideoPortSetRegistryParameters(ext, name, other, sizeof(other));
	return note_value(ext, v, name, data, length);
}

static void set_in_callback(struct vpt_ext *t)
{
	UCHAR first[32];
	struct value v = {};

	memset(first, 0x11, sizeof(first));
	VideoPortSetRegistryParameters(t, L"Anew", first, sizeof(first));
	expect_eq(t, VideoPortGetRegistryParameters(t, L"Anew", FALSE,
						    store_anew, &v), NO_ERROR);
	expect_eq(t, v.length, sizeof(first));
	expect(t, !memcmp(v.data, first, sizeof(first)));
	memset(first, 0x22, sizeof(first));
	check_value(t, L"Anew", first, sizeof(first));
}

const struct vpt_case vpt_registry[] = {
	{ "registry: the INF's values", defaults },
	{ "registry: names in any case", any_case },
	{ "registry: no such value", unknown },
	{ "registry: the callback's answer", answer },
	{ "registry: the port driver's own", remapped },
	{ "registry: set", set },
	{ "registry: set what can't be", set_refused },
	{ "registry: two names, one file", one_file },
	{ "registry: set on another device", set_elsewhere },
	{ "registry: set in the callback", set_in_callback },
	{ }
};
