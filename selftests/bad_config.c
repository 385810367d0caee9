// SPDX-License-Identifier: GPL-2.0
/*
 * vp_virtio_gpu's pci.c and device.c on a function whose configuration space and
 * registers are an array of ours, as no device that QEMU has can be told what its
 * capabilities say, or to read as all ones. The miniport's other rooms, and the port
 * driver, are stand-ins that count.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../driver/miniport/virtio_gpu/pci.c"
#include "../driver/miniport/virtio_gpu/device.c"

#include "harness.h"

#define BAR 4
#define BAR_START 0x800000000ULL
#define BAR_LENGTH 0x4000
#define ELSEWHERE 0x90000000

#define FIRST PCI_CAPABILITY_FIRST
#define CAPS 4

static UCHAR config[256], registers[BAR_LENGTH];

/* What was done, since the test began */
static struct {
	unsigned int reads, maps, unmaps, outside, errors, messages, pauses, forgotten;
} did;

/* The status register, read by read; the last is there to stay. */
static const UCHAR *statuses;

ULONG VideoPortGetBusData(PVOID ext, BUS_DATA_TYPE type, ULONG slot, PVOID to, ULONG offset,
			  ULONG length)
{
	did.reads++;
	if (offset > sizeof(config) || length > sizeof(config) - offset)
		return 0;
	memcpy(to, &config[offset], length);
	return length;
}

VP_STATUS VideoPortGetAccessRanges(PVOID ext, ULONG requests, PIO_RESOURCE_DESCRIPTOR requested,
				   ULONG count, PVIDEO_ACCESS_RANGE ranges, PVOID vendor,
				   PVOID device, PULONG slot)
{
	/* A port before it */
	ranges[0].RangeStart.QuadPart = 0xc000;
	ranges[0].RangeLength = BAR_LENGTH;
	ranges[0].RangeInIoSpace = TRUE;
	ranges[1].RangeStart.QuadPart = BAR_START;
	ranges[1].RangeLength = BAR_LENGTH;
	/* What no BAR of ours names, but rubbish may */
	ranges[2].RangeStart.QuadPart = ELSEWHERE;
	ranges[2].RangeLength = BAR_LENGTH;
	return NO_ERROR;
}

PVOID VideoPortGetDeviceBase(PVOID ext, PHYSICAL_ADDRESS start, ULONG length, UCHAR space)
{
	ULONGLONG offset = start.QuadPart - BAR_START;

	did.maps++;
	if (offset < BAR_LENGTH && length && length <= BAR_LENGTH - offset)
		return registers + offset;
	did.outside++;
	return NULL;
}

VOID VideoPortFreeDeviceBase(PVOID ext, PVOID address)
{
	did.unmaps++;
}

VOID VideoPortDebugPrint(VIDEO_DEBUG_LEVEL level, PSTR format, ...)
{
	did.messages++;
}

VOID VideoPortLogError(PVOID ext, PVIDEO_REQUEST_PACKET packet, VP_STATUS error, ULONG id)
{
	did.errors++;
}

VOID VideoPortZeroMemory(PVOID to, ULONG length)
{
	memset(to, 0, length);
}

VP_STATUS VideoPortGetRegistryParameters(PVOID ext, PWSTR name, UCHAR file,
					 PMINIPORT_GET_REGISTRY_ROUTINE routine, PVOID context)
{
	return ERROR_INVALID_PARAMETER;
}

UCHAR VideoPortReadRegisterUchar(PUCHAR place)
{
	if (place != registers + COMMON_STATUS)
		return *place;
	return statuses[1] ? *statuses++ : *statuses;
}

USHORT VideoPortReadRegisterUshort(PUSHORT place)
{
	return *place;
}

ULONG VideoPortReadRegisterUlong(PULONG place)
{
	return *place;
}

VOID VideoPortWriteRegisterUchar(PUCHAR place, UCHAR value)
{
	*place = value;
}

VOID VideoPortWriteRegisterUshort(PUSHORT place, USHORT value)
{
	*place = value;
}

VOID VideoPortWriteRegisterUlong(PULONG place, ULONG value)
{
	*place = value;
}

VOID VgWaitPause(PVG_EXTENSION ext, ULONG milliseconds)
{
	did.pauses++;
}

/* Memory that the device knew is anybody's again. */
VOID VgDetachForget(PVG_EXTENSION ext)
{
	did.forgotten++;
}

VOID VgSetsForget(PVG_EXTENSION ext)
{
}

VOID VgCommandForget(PVG_EXTENSION ext)
{
}

VOID VgPointerForget(PVG_EXTENSION ext)
{
}

VOID VgPointerRestore(PVG_EXTENSION ext)
{
}

VOID VgCursorForget(PVG_EXTENSION ext)
{
}

VOID VgCursorBuild(PVG_EXTENSION ext, USHORT size, PUSHORT doorbell)
{
}

VOID VgCursorPlaces(PVG_EXTENSION ext, PULONGLONG desc, PULONGLONG avail, PULONGLONG used)
{
	*desc = 0;
	*avail = 0;
	*used = 0;
}

VOID VgComplainAnew(PVG_EXTENSION ext)
{
}

VOID VgDisplayPrepare(PVG_EXTENSION ext, PULONG features)
{
}

BOOLEAN VgFramesBuild(PVG_EXTENSION ext)
{
	return TRUE;
}

VOID VgFramesDrop(PVG_EXTENSION ext)
{
}

BOOLEAN VgQueueBuild(PVG_EXTENSION ext, USHORT size, PULONG features, PUSHORT doorbell)
{
	return TRUE;
}

VOID VgQueuePlaces(PVG_EXTENSION ext, PULONGLONG desc, PULONGLONG avail, PULONGLONG used)
{
	*desc = 0;
	*avail = 0;
	*used = 0;
}

VOID VgQueueRun(PVG_EXTENSION ext)
{
}

VOID VgQueueStop(PVG_EXTENSION ext)
{
}

static void put(unsigned int offset, unsigned int size, ULONG value)
{
	memcpy(&config[offset], &value, size);
}

/* Where the capability of a structure lies */
static unsigned int cap(unsigned int type)
{
	return FIRST + (type - VIRTIO_CAP_COMMON) * VIRTIO_CAP_NOTIFY_END;
}

static void add_cap(unsigned int type, unsigned int next, ULONG offset)
{
	config[cap(type)] = PCI_CAPABILITY_VENDOR;
	config[cap(type) + 1] = next;
	config[cap(type) + VIRTIO_CAP_LENGTH] = VIRTIO_CAP_NOTIFY_END;
	config[cap(type) + VIRTIO_CAP_TYPE] = type;
	config[cap(type) + VIRTIO_CAP_BAR] = BAR;
	put(cap(type) + VIRTIO_CAP_OFFSET, 4, offset);
	put(cap(type) + VIRTIO_CAP_SIZE, 4, 0x1000);
}

FIXTURE(function) {
	VG_EXTENSION *ext;
};

/* As it should be */
FIXTURE_SETUP(function)
{
	static const UCHAR zero[2];

	memset(&did, 0, sizeof(did));
	statuses = zero;
	memset(config, 0, sizeof(config));
	put(PCI_STATUS_OFFSET, 2, PCI_STATUS_CAPABILITIES);
	put(PCI_BAR_OFFSET, 4, 0xc000 | PCI_BAR_IS_IO);
	put(PCI_BAR_OFFSET + 4 * BAR, 4, (ULONG)BAR_START | PCI_BAR_TYPE_64);
	put(PCI_BAR_OFFSET + 4 * BAR + 4, 4, BAR_START >> 32);
	/* A port where memory is, memory where a port is, memory behind the last BAR */
	put(PCI_BAR_OFFSET + 4 * 2, 4, ELSEWHERE | PCI_BAR_IS_IO);
	put(PCI_BAR_OFFSET + 4 * 3, 4, 0xc000);
	put(PCI_BAR_OFFSET + 4 * PCI_BAR_COUNT, 4, ELSEWHERE);
	config[PCI_CAPABILITY_POINTER] = cap(VIRTIO_CAP_COMMON);
	add_cap(VIRTIO_CAP_COMMON, cap(VIRTIO_CAP_NOTIFY), 0);
	add_cap(VIRTIO_CAP_NOTIFY, cap(VIRTIO_CAP_ISR), 0x3000);
	add_cap(VIRTIO_CAP_ISR, cap(VIRTIO_CAP_DEVICE), 0x1000);
	add_cap(VIRTIO_CAP_DEVICE, 0, 0x2000);
	put(cap(VIRTIO_CAP_NOTIFY) + VIRTIO_CAP_NOTIFY_MULTIPLIER, 4, 4);
	self->ext = calloc(1, sizeof(*self->ext));
	ASSERT_NE(NULL, self->ext);
}

FIXTURE_TEARDOWN(function)
{
	VgPciUnmap(self->ext);
	EXPECT_EQ(did.maps, did.unmaps);
	EXPECT_EQ(0, did.outside);
	free(self->ext);
}

TEST_F(function, good)
{
	EXPECT_EQ(NO_ERROR, VgPciMap(self->ext));
	EXPECT_EQ(4, did.maps);
	EXPECT_EQ((void *)registers, (void *)self->ext->Pci.Common.Base);
	EXPECT_EQ((void *)(registers + 0x1000), (void *)self->ext->Pci.Isr.Base);
	EXPECT_EQ(0, did.errors);
}

/* Nothing stays mapped, and it is said once. */
#define EXPECT_REFUSED() \
	do { \
		EXPECT_EQ(ERROR_DEV_NOT_EXIST, VgPciMap(self->ext)); \
		EXPECT_EQ(did.maps, did.unmaps); \
		EXPECT_EQ(1, did.errors); \
		EXPECT_EQ(1, did.messages); \
		did.errors = 0; \
		did.messages = 0; \
	} while (0)

/* One field of a capability that can't be */
struct lie {
	unsigned int at;
	unsigned int size;
	ULONG value;
};

static const struct lie lies[] = {
	{ 0, 1, 0 },
	{ VIRTIO_CAP_LENGTH, 1, 0 },
	{ VIRTIO_CAP_LENGTH, 1, VIRTIO_CAP_END - 1 },
	{ VIRTIO_CAP_TYPE, 1, 0 },
	{ VIRTIO_CAP_TYPE, 1, 0xff },
	/* A port, nothing, those below, the upper half of an address, no BAR at all */
	{ VIRTIO_CAP_BAR, 1, 0 },
	{ VIRTIO_CAP_BAR, 1, 1 },
	{ VIRTIO_CAP_BAR, 1, 2 },
	{ VIRTIO_CAP_BAR, 1, 3 },
	{ VIRTIO_CAP_BAR, 1, BAR + 1 },
	{ VIRTIO_CAP_BAR, 1, PCI_BAR_COUNT },
	{ VIRTIO_CAP_BAR, 1, 0xff },
	{ VIRTIO_CAP_OFFSET, 4, BAR_LENGTH - 0x1000 + 4 },
	{ VIRTIO_CAP_OFFSET, 4, BAR_LENGTH },
	{ VIRTIO_CAP_OFFSET, 4, 0x7ffffffc },
	/* Its end is within the BAR again. */
	{ VIRTIO_CAP_OFFSET, 4, 0xfffff000 },
	{ VIRTIO_CAP_OFFSET, 4, 0xfffffffc },
	{ VIRTIO_CAP_SIZE, 4, 0 },
	{ VIRTIO_CAP_SIZE, 4, BAR_LENGTH + 1 },
	{ VIRTIO_CAP_SIZE, 4, 0xffffffff },
};

TEST_F(function, rubbish_in_a_capability)
{
	for (unsigned int type = VIRTIO_CAP_COMMON; type <= VIRTIO_CAP_DEVICE; type++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(lies); i++) {
			UCHAR good[VIRTIO_CAP_NOTIFY_END];

			memcpy(good, &config[cap(type)], sizeof(good));
			put(cap(type) + lies[i].at, lies[i].size, lies[i].value);
			EXPECT_REFUSED();
			memcpy(&config[cap(type)], good, sizeof(good));
		}
	}
}

/* One that can't be used is passed over for one that can (4.1.4.1). */
TEST_F(function, rubbish_before_a_good_one)
{
	unsigned int extra = FIRST + CAPS * VIRTIO_CAP_NOTIFY_END;

	memcpy(&config[extra], &config[cap(VIRTIO_CAP_COMMON)], VIRTIO_CAP_END);
	put(extra + VIRTIO_CAP_OFFSET, 4, 0xfffff000);
	config[extra + 1] = cap(VIRTIO_CAP_COMMON);
	config[PCI_CAPABILITY_POINTER] = extra;
	EXPECT_EQ(NO_ERROR, VgPciMap(self->ext));
	EXPECT_EQ(0, did.errors);
}

/* Too small for the registers in it, or between two of them */
TEST_F(function, structures_that_do_not_hold_their_fields)
{
	static const ULONG needed[] = { COMMON_END, sizeof(USHORT), 1, GPU_CONFIG_END };

	for (unsigned int type = VIRTIO_CAP_COMMON; type <= VIRTIO_CAP_DEVICE; type++) {
		ULONG size = needed[type - VIRTIO_CAP_COMMON];

		put(cap(type) + VIRTIO_CAP_SIZE, 4, size - 1);
		EXPECT_REFUSED();
		put(cap(type) + VIRTIO_CAP_SIZE, 4, size);
		if (type != VIRTIO_CAP_ISR) {
			config[cap(type) + VIRTIO_CAP_OFFSET]++;
			EXPECT_REFUSED();
			config[cap(type) + VIRTIO_CAP_OFFSET]--;
		}
		EXPECT_EQ(NO_ERROR, VgPciMap(self->ext));
		VgPciUnmap(self->ext);
	}
	config[cap(VIRTIO_CAP_NOTIFY) + VIRTIO_CAP_LENGTH] = VIRTIO_CAP_END;
	EXPECT_REFUSED();
}

/* It comes to an end, wherever the links lead. */
TEST_F(function, capabilities_in_a_circle)
{
	static const UCHAR links[] = { FIRST, FIRST + 1, 0x10, 0x3c, 0xfc, 0xff, 0 };

	for (unsigned int i = 0; i < ARRAY_SIZE(links); i++) {
		config[cap(VIRTIO_CAP_COMMON) + 1] = links[i];
		did.reads = 0;
		EXPECT_REFUSED();
		EXPECT_FALSE(VgPciMsixEnabled(self->ext));
		EXPECT_GT(1000, did.reads);
	}
	config[PCI_CAPABILITY_POINTER] = 0xff;
	EXPECT_REFUSED();
	put(PCI_STATUS_OFFSET, 2, 0);
	EXPECT_REFUSED();
	memset(config, 0xff, sizeof(config));
	EXPECT_REFUSED();
}

/* A doorbell lies in its structure or is none. */
TEST_F(function, doorbells)
{
	ASSERT_EQ(NO_ERROR, VgPciMap(self->ext));
	EXPECT_EQ((void *)(registers + 0x3004), VgPciDoorbell(self->ext, 1));
	EXPECT_NE(NULL, VgPciDoorbell(self->ext, 0x3ff));
	EXPECT_EQ(NULL, VgPciDoorbell(self->ext, 0x400));
	self->ext->Pci.NotifyMultiplier = 1;
	EXPECT_EQ(NULL, VgPciDoorbell(self->ext, 1));
	EXPECT_EQ(NULL, VgPciDoorbell(self->ext, 0xfff));
	/* Times the number that is 2^32 and more. */
	self->ext->Pci.NotifyMultiplier = 0x80000000;
	EXPECT_EQ(NULL, VgPciDoorbell(self->ext, 2));
	self->ext->Pci.NotifyMultiplier = 0xffffffff;
	EXPECT_EQ(NULL, VgPciDoorbell(self->ext, 0xffff));
}

/* While the reset is waited for it goes: for all we know it still reaches memory. */
TEST_F(function, all_ones_in_a_reset)
{
	static const UCHAR gone[] = { 0x0f, 0x0f, 0x0f, VIRTIO_STATUS_GONE, 0 };

	ASSERT_EQ(NO_ERROR, VgPciMap(self->ext));
	statuses = gone;
	EXPECT_EQ(ERROR_DEV_NOT_EXIST, VgDeviceReset(self->ext));
	EXPECT_EQ(3, did.pauses);
	EXPECT_EQ(0, did.forgotten);
	statuses = gone + 3;
	EXPECT_EQ(ERROR_DEV_NOT_EXIST, VgDeviceStart(self->ext));
	EXPECT_EQ(ERROR_DEV_NOT_EXIST, VgDeviceStop(self->ext));
	EXPECT_EQ(3, did.pauses);
	EXPECT_EQ(0, did.forgotten);
	EXPECT_EQ(3, did.messages);
}

TEST_F(function, reset_without_end)
{
	static const UCHAR never[] = { 0x0f, 0 };

	ASSERT_EQ(NO_ERROR, VgPciMap(self->ext));
	statuses = never;
	EXPECT_EQ(WAIT_TIMEOUT, VgDeviceReset(self->ext));
	EXPECT_EQ(100, did.pauses);
	EXPECT_EQ(0, did.forgotten);
	EXPECT_EQ(1, did.errors);
}

TEST_HARNESS_MAIN
