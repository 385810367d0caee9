// SPDX-License-Identifier: GPL-2.0
/* The device's life by virtio 1.2, 3.1.1: from reset to DRIVER_OK and back. */
#include "virtio_gpu.h"

/* A second; with coarse timers not twice that */
#define VG_RESET_POLLS 100
#define VG_RESET_PAUSE 10		/* ms */

/* VideoPortLogError's UniqueId */
#define VG_LOG_REMAPPED 1
#define VG_LOG_NOT_MODERN 2
#define VG_LOG_SILENT 3

/*
 * DmaRemapped is the port driver's word for "an IOMMU translates what this
 * device puts on the bus". Without such a value nothing does.
 */
static VP_STATUS NTAPI VgDeviceTakeUlong(PVOID HwDeviceExtension,
					 PVOID Context, PWSTR ValueName,
					 PVOID ValueData, ULONG ValueLength)
{
	if (!ValueData || ValueLength != sizeof(ULONG))
		return ERROR_INVALID_PARAMETER;
	*(PULONG)Context = *(PULONG)ValueData;
	return NO_ERROR;
}

VOID VgDevicePrepare(PVG_EXTENSION Ext)
{
	ULONG Value = 0;

	if (VideoPortGetRegistryParameters(Ext, L"DmaRemapped", FALSE,
					   VgDeviceTakeUlong, &Value))
		Value = 0;
	Ext->Device.DmaRemapped = Value != 0;
}

static VOID VgDeviceAddStatus(PVG_EXTENSION Ext, UCHAR Bits)
{
	VgPciWrite8(Ext, COMMON_STATUS, VgPciRead8(Ext, COMMON_STATUS) | Bits);
}

/* 0; or what stands there when it is waited for no more */
static UCHAR VgDeviceAwaitReset(PVG_EXTENSION Ext)
{
	UCHAR Status = VgPciRead8(Ext, COMMON_STATUS);
	ULONG Left;

	for (Left = VG_RESET_POLLS;
	     Left && Status && Status != VIRTIO_STATUS_GONE; Left--) {
		VgWaitPause(Ext, VG_RESET_PAUSE);
		Status = VgPciRead8(Ext, COMMON_STATUS);
	}
	return Status;
}

/*
 * 4.1.4.3.2: the reset is done when the status reads 0. Only then is memory
 * that the device knew of ours again: before, sets stay attached. For all we
 * know a function that can't be read any more still reaches it.
 */
VP_STATUS VgDeviceReset(PVG_EXTENSION Ext)
{
	UCHAR Status;

	VgPciWrite8(Ext, COMMON_STATUS, 0);
	Status = VgDeviceAwaitReset(Ext);
	if (!Status) {
		VgDetachForget(Ext);
		VgSetsForget(Ext);
		VgPointerForget(Ext);
		VgCursorForget(Ext);
		VgCommandForget(Ext);
		return NO_ERROR;
	}
	if (Status == VIRTIO_STATUS_GONE) {
		VideoPortDebugPrint(Error, "virtio-gpu: the device is gone\n");
		return ERROR_DEV_NOT_EXIST;
	}
	VideoPortDebugPrint(Error,
			    "virtio-gpu: the device does not come out of reset\n");
	VideoPortLogError(Ext, NULL, WAIT_TIMEOUT, VG_LOG_SILENT);
	return WAIT_TIMEOUT;
}

static VOID VgDeviceReadFeatures(PVG_EXTENSION Ext, PULONG Offered)
{
	ULONG Word;

	for (Word = 0; Word < VIRTIO_FEATURE_WORDS; Word++) {
		VgPciWrite32(Ext, COMMON_DEVICE_FEATURE_SELECT, Word);
		Offered[Word] = VgPciRead32(Ext, COMMON_DEVICE_FEATURE);
	}
}

static VOID VgDeviceWriteFeatures(PVG_EXTENSION Ext)
{
	ULONG Word;

	for (Word = 0; Word < VIRTIO_FEATURE_WORDS; Word++) {
		VgPciWrite32(Ext, COMMON_DRIVER_FEATURE_SELECT, Word);
		VgPciWrite32(Ext, COMMON_DRIVER_FEATURE, Ext->Device.Features[Word]);
	}
}

/*
 * Without ACCESS_PLATFORM the device takes our addresses for physical ones
 * (6.1). Where an IOMMU gives out addresses of its own it would read, and
 * write, other people's memory.
 */
static VP_STATUS VgDeviceChooseFeatures(PVG_EXTENSION Ext)
{
	ULONG Offered[VIRTIO_FEATURE_WORDS];

	VgDeviceReadFeatures(Ext, Offered);
	if (!(Offered[1] & VIRTIO_1_VERSION_1)) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: the device is not of virtio 1.0 or later\n");
		VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST,
				  VG_LOG_NOT_MODERN);
		return ERROR_DEV_NOT_EXIST;
	}
	if (!(Offered[1] & VIRTIO_1_ACCESS_PLATFORM) && Ext->Device.DmaRemapped) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: an IOMMU remaps DMA but the device does not know: add iommu_platform=on to it\n");
		VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST,
				  VG_LOG_REMAPPED);
		return ERROR_DEV_NOT_EXIST;
	}
	Ext->Device.Features[0] = Offered[0] & (VIRTIO_0_GPU_EDID |
						VIRTIO_0_INDIRECT_DESC |
						VIRTIO_0_EVENT_INDEX);
	Ext->Device.Features[1] = Offered[1] & (VIRTIO_1_VERSION_1 |
						VIRTIO_1_ACCESS_PLATFORM |
						VIRTIO_1_ORDER_PLATFORM);
	return NO_ERROR;
}

/* Steps 1 to 6 of 3.1.1 */
VP_STATUS VgDeviceGreet(PVG_EXTENSION Ext)
{
	VP_STATUS Status;

	Status = VgDeviceReset(Ext);
	if (Status != NO_ERROR)
		return Status;
	VgDeviceAddStatus(Ext, VIRTIO_STATUS_ACKNOWLEDGE);
	VgDeviceAddStatus(Ext, VIRTIO_STATUS_DRIVER);

	Status = VgDeviceChooseFeatures(Ext);
	if (Status == NO_ERROR) {
		VgDeviceWriteFeatures(Ext);
		VgDeviceAddStatus(Ext, VIRTIO_STATUS_FEATURES_OK);
		if (VgPciRead8(Ext, COMMON_STATUS) &
		    VIRTIO_STATUS_FEATURES_OK)
			return NO_ERROR;
		VideoPortDebugPrint(Error, "virtio-gpu: the device refuses our features\n");
		Status = ERROR_DEV_NOT_EXIST;
	}
	VgDeviceAddStatus(Ext, VIRTIO_STATUS_FAILED);
	return Status;
}

/*
 * 4.1.5.1.2: a device without room for a vector says so in the field itself.
 * There is one vector, for the queue and for changes of the configuration;
 * without those it goes.
 */
static BOOLEAN VgDeviceSetVectors(PVG_EXTENSION Ext)
{
	Ext->Device.Msix = VgPciMsixEnabled(Ext);
	if (!Ext->Device.Msix)
		return TRUE;
	VgPciWrite16(Ext, COMMON_CONFIG_VECTOR, 0);
	VgPciWrite16(Ext, COMMON_QUEUE_VECTOR, 0);
	return VgPciRead16(Ext, COMMON_QUEUE_VECTOR) == 0;
}

/* A split queue's size is a power of two (2.7), ours at most Size, which is one. */
static USHORT VgDeviceQueueSize(PVG_EXTENSION Ext, USHORT Size)
{
	USHORT Offered = VgPciRead16(Ext, COMMON_QUEUE_SIZE);

	while (Size > Offered)
		Size >>= 1;
	return Size;
}

/* The one that is selected */
static VOID VgDeviceEnableQueue(PVG_EXTENSION Ext, USHORT Size, ULONGLONG Desc,
				ULONGLONG Avail, ULONGLONG Used)
{
	VgPciWrite16(Ext, COMMON_QUEUE_SIZE, Size);
	VgPciWrite64(Ext, COMMON_QUEUE_DESCRIPTORS, Desc);
	VgPciWrite64(Ext, COMMON_QUEUE_DRIVER, Avail);
	VgPciWrite64(Ext, COMMON_QUEUE_DEVICE, Used);
	VgPciWrite16(Ext, COMMON_QUEUE_ENABLE, 1);
}

/* 4.1.5.1.3 */
static BOOLEAN VgDeviceStartQueue(PVG_EXTENSION Ext)
{
	ULONGLONG Desc, Avail, Used;
	PUSHORT Doorbell;
	USHORT Size;

	if (VgPciRead16(Ext, COMMON_NUM_QUEUES) <= GPU_CONTROL_QUEUE)
		return FALSE;
	VgPciWrite16(Ext, COMMON_QUEUE_SELECT, GPU_CONTROL_QUEUE);
	Size = VgDeviceQueueSize(Ext, VG_QUEUE_MAX);
	Doorbell = VgPciDoorbell(Ext, VgPciRead16(Ext,
						  COMMON_QUEUE_NOTIFY_OFFSET));
	if (!VgQueueBuild(Ext, Size, Ext->Device.Features, Doorbell) ||
	    !VgFramesBuild(Ext) || !VgDeviceSetVectors(Ext))
		return FALSE;
	VgQueuePlaces(Ext, &Desc, &Avail, &Used);

	VgDeviceEnableQueue(Ext, Size, Desc, Avail, Used);
	return TRUE;
}

/* A device may do without it; then there is no pointer. */
static VOID VgDeviceStartCursor(PVG_EXTENSION Ext)
{
	ULONGLONG Desc, Avail, Used;
	PUSHORT Doorbell;
	USHORT Size;

	if (VgPciRead16(Ext, COMMON_NUM_QUEUES) <= GPU_CURSOR_QUEUE)
		return;
	VgPciWrite16(Ext, COMMON_QUEUE_SELECT, GPU_CURSOR_QUEUE);
	Size = VgDeviceQueueSize(Ext, VG_CURSOR_MAX);
	Doorbell = VgPciDoorbell(Ext, VgPciRead16(Ext,
						  COMMON_QUEUE_NOTIFY_OFFSET));
	if (!Size || !Doorbell)
		return;
	VgCursorBuild(Ext, Size, Doorbell);
	VgCursorPlaces(Ext, &Desc, &Avail, &Used);
	VgDeviceEnableQueue(Ext, Size, Desc, Avail, Used);
}

/* 5.7.4: from 1 to 16 scanouts */
static BOOLEAN VgDeviceHasScanout(PVG_EXTENSION Ext)
{
	ULONG Count = VgPciReadConfig(Ext, GPU_CONFIG_NUM_SCANOUTS);

	return Count >= 1 && Count <= GPU_MAX_SCANOUTS;
}

VP_STATUS VgDeviceStart(PVG_EXTENSION Ext)
{
	VP_STATUS Status = VgDeviceGreet(Ext);

	if (Status != NO_ERROR)
		return Status;
	if (!VgDeviceHasScanout(Ext) || !VgDeviceStartQueue(Ext)) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: the device's configuration makes no sense\n");
		VgDeviceAddStatus(Ext, VIRTIO_STATUS_FAILED);
		VgDeviceReset(Ext);
		return ERROR_DEV_NOT_EXIST;
	}
	VgDeviceStartCursor(Ext);
	VgDisplayPrepare(Ext, Ext->Device.Features);
	VgComplainAnew(Ext);
	VgQueueRun(Ext);
	VgDeviceAddStatus(Ext, VIRTIO_STATUS_DRIVER_OK);
	VgPointerRestore(Ext);
	return NO_ERROR;
}

/* On NO_ERROR the device reaches no memory any more. */
VP_STATUS VgDeviceStop(PVG_EXTENSION Ext)
{
	VgQueueStop(Ext);
	VgFramesDrop(Ext);
	return VgDeviceReset(Ext);
}

BOOLEAN VgDeviceUsesMsix(PVG_EXTENSION Ext)
{
	return Ext->Device.Msix;
}
