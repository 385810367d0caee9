// SPDX-License-Identifier: GPL-2.0
/* The device's life by virtio 1.2, 3.1.1: from reset to DRIVER_OK and back. */
#include "virtio_gpu.h"

#define VG_RESET_POLLS 1000
#define VG_RESET_PAUSE (-10000)		/* 1 ms in units of 100 ns */

static UCHAR VgRead8(PVG_PART Part, ULONG Offset)
{
	return VideoPortReadRegisterUchar(Part->Base + Offset);
}

static VOID VgWrite8(PVG_PART Part, ULONG Offset, UCHAR Value)
{
	VideoPortWriteRegisterUchar(Part->Base + Offset, Value);
}

static USHORT VgRead16(PVG_PART Part, ULONG Offset)
{
	return VideoPortReadRegisterUshort((PUSHORT)(Part->Base + Offset));
}

static VOID VgWrite16(PVG_PART Part, ULONG Offset, USHORT Value)
{
	VideoPortWriteRegisterUshort((PUSHORT)(Part->Base + Offset), Value);
}

static ULONG VgRead32(PVG_PART Part, ULONG Offset)
{
	return VideoPortReadRegisterUlong((PULONG)(Part->Base + Offset));
}

static VOID VgWrite32(PVG_PART Part, ULONG Offset, ULONG Value)
{
	VideoPortWriteRegisterUlong((PULONG)(Part->Base + Offset), Value);
}

/* 4.1.3.1: a 64-bit field is two of 32 bits to the driver. */
static VOID VgWrite64(PVG_PART Part, ULONG Offset, ULONGLONG Value)
{
	VgWrite32(Part, Offset, (ULONG)Value);
	VgWrite32(Part, Offset + 4, (ULONG)(Value >> 32));
}

static VOID VgAddStatus(PVG_EXTENSION Ext, UCHAR Bits)
{
	PVG_PART Common = &Ext->Parts.Common;

	VgWrite8(Common, COMMON_STATUS, VgRead8(Common, COMMON_STATUS) | Bits);
}

/*
 * 4.1.4.3.2: the reset is done when the status reads 0. Only then is memory
 * that the device knew of ours again: before, sets stay attached.
 */
VP_STATUS VgResetDevice(PVG_EXTENSION Ext)
{
	LARGE_INTEGER Pause;
	ULONG Left;

	Pause.QuadPart = VG_RESET_PAUSE;
	VgWrite8(&Ext->Parts.Common, COMMON_STATUS, 0);
	for (Left = VG_RESET_POLLS; Left; Left--) {
		if (!VgRead8(&Ext->Parts.Common, COMMON_STATUS)) {
			VgForgetSets(Ext);
			VgPutBuffer(Ext, &Ext->Command.Large);
			return NO_ERROR;
		}
		VideoPortWaitForSingleObject(Ext, Ext->Command.Event, &Pause);
	}
	VideoPortDebugPrint(Error,
			    "virtio-gpu: the device does not come out of reset\n");
	VideoPortLogError(Ext, NULL, WAIT_TIMEOUT, VG_LOG_SILENT);
	return WAIT_TIMEOUT;
}

static VOID VgReadFeatures(PVG_EXTENSION Ext, PULONG Offered)
{
	PVG_PART Common = &Ext->Parts.Common;
	ULONG Word;

	for (Word = 0; Word < VIRTIO_FEATURE_WORDS; Word++) {
		VgWrite32(Common, COMMON_DEVICE_FEATURE_SELECT, Word);
		Offered[Word] = VgRead32(Common, COMMON_DEVICE_FEATURE);
	}
}

static VOID VgWriteFeatures(PVG_EXTENSION Ext)
{
	PVG_PART Common = &Ext->Parts.Common;
	ULONG Word;

	for (Word = 0; Word < VIRTIO_FEATURE_WORDS; Word++) {
		VgWrite32(Common, COMMON_DRIVER_FEATURE_SELECT, Word);
		VgWrite32(Common, COMMON_DRIVER_FEATURE, Ext->Features[Word]);
	}
}

/*
 * Without ACCESS_PLATFORM the device takes our addresses for physical ones
 * (6.1). Where an IOMMU gives out addresses of its own it would read, and
 * write, other people's memory.
 */
static VP_STATUS VgChooseFeatures(PVG_EXTENSION Ext)
{
	ULONG Offered[VIRTIO_FEATURE_WORDS];

	VgReadFeatures(Ext, Offered);
	if (!(Offered[1] & VIRTIO_1_VERSION_1)) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: the device is not of virtio 1.0 or later\n");
		VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST,
				  VG_LOG_NOT_MODERN);
		return ERROR_DEV_NOT_EXIST;
	}
	if (!(Offered[1] & VIRTIO_1_ACCESS_PLATFORM) && Ext->DmaRemapped) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: an IOMMU remaps DMA but the device does not know: add iommu_platform=on to it\n");
		VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST,
				  VG_LOG_REMAPPED);
		return ERROR_DEV_NOT_EXIST;
	}
	Ext->Features[0] = Offered[0] & (VIRTIO_0_GPU_EDID |
					 VIRTIO_0_INDIRECT_DESC |
					 VIRTIO_0_EVENT_INDEX);
	Ext->Features[1] = Offered[1] & (VIRTIO_1_VERSION_1 |
					 VIRTIO_1_ACCESS_PLATFORM |
					 VIRTIO_1_ORDER_PLATFORM);
	return NO_ERROR;
}

/* Steps 1 to 6 of 3.1.1 */
VP_STATUS VgGreetDevice(PVG_EXTENSION Ext)
{
	VP_STATUS Status;

	Status = VgResetDevice(Ext);
	if (Status != NO_ERROR)
		return Status;
	VgAddStatus(Ext, VIRTIO_STATUS_ACKNOWLEDGE);
	VgAddStatus(Ext, VIRTIO_STATUS_DRIVER);

	Status = VgChooseFeatures(Ext);
	if (Status == NO_ERROR) {
		VgWriteFeatures(Ext);
		VgAddStatus(Ext, VIRTIO_STATUS_FEATURES_OK);
		if (VgRead8(&Ext->Parts.Common, COMMON_STATUS) &
		    VIRTIO_STATUS_FEATURES_OK)
			return NO_ERROR;
		VideoPortDebugPrint(Error, "virtio-gpu: the device refuses our features\n");
		Status = ERROR_DEV_NOT_EXIST;
	}
	VgAddStatus(Ext, VIRTIO_STATUS_FAILED);
	return Status;
}

/*
 * 4.1.5.1.2: a device without room for a vector says so in the field itself.
 * Configuration changes are not listened to, so they get none.
 */
static BOOLEAN VgSetVectors(PVG_EXTENSION Ext)
{
	PVG_PART Common = &Ext->Parts.Common;

	Ext->Msix = VgMsixEnabled(Ext);
	if (!Ext->Msix)
		return TRUE;
	VgWrite16(Common, COMMON_CONFIG_VECTOR, VIRTIO_NO_VECTOR);
	VgWrite16(Common, COMMON_QUEUE_VECTOR, 0);
	return VgRead16(Common, COMMON_QUEUE_VECTOR) == 0;
}

/* 4.1.4.4: where the queue's doorbell lies, if inside the structure */
static BOOLEAN VgFindDoorbell(PVG_EXTENSION Ext)
{
	PVG_PART Notify = &Ext->Parts.Notify;
	ULONGLONG Offset;

	Offset = VgRead16(&Ext->Parts.Common, COMMON_QUEUE_NOTIFY_OFFSET);
	Offset *= Ext->Parts.NotifyMultiplier;
	if (Offset + sizeof(USHORT) > Notify->Length ||
	    (Offset & (sizeof(USHORT) - 1)))
		return FALSE;
	Ext->Queue.Doorbell = (PUSHORT)(Notify->Base + Offset);
	return TRUE;
}

/* A split queue's size is a power of two (2.7), ours at most VG_QUEUE_MAX. */
static USHORT VgQueueSize(PVG_EXTENSION Ext)
{
	USHORT Offered = VgRead16(&Ext->Parts.Common, COMMON_QUEUE_SIZE);
	USHORT Size = VG_QUEUE_MAX;

	while (Size > Offered)
		Size >>= 1;
	return Size;
}

/* 4.1.5.1.3 */
static BOOLEAN VgStartQueue(PVG_EXTENSION Ext)
{
	PVG_PART Common = &Ext->Parts.Common;
	ULONGLONG Address = Ext->QueueBuffer.Logical.QuadPart;
	USHORT Size;

	if (VgRead16(Common, COMMON_NUM_QUEUES) <= GPU_CONTROL_QUEUE)
		return FALSE;
	VgWrite16(Common, COMMON_QUEUE_SELECT, GPU_CONTROL_QUEUE);
	Size = VgQueueSize(Ext);
	if (!VgFindDoorbell(Ext) || !VgBuildQueue(Ext, Size) ||
	    !VgSetVectors(Ext))
		return FALSE;

	VgWrite16(Common, COMMON_QUEUE_SIZE, Size);
	VgWrite64(Common, COMMON_QUEUE_DESCRIPTORS, Address);
	VgWrite64(Common, COMMON_QUEUE_DRIVER, Address + VG_QUEUE_AVAIL);
	VgWrite64(Common, COMMON_QUEUE_DEVICE, Address + VG_QUEUE_USED);
	VgWrite16(Common, COMMON_QUEUE_ENABLE, 1);
	return TRUE;
}

/* 5.7.4: from 1 to 16 scanouts */
static BOOLEAN VgHasScanout(PVG_EXTENSION Ext)
{
	ULONG Count = VgRead32(&Ext->Parts.Device, GPU_CONFIG_NUM_SCANOUTS);

	return Count >= 1 && Count <= GPU_MAX_SCANOUTS;
}

static VOID VgRun(PVG_EXTENSION Ext)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Lost = FALSE;
	Ext->Complaints = 0;
	Ext->Running = TRUE;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

VP_STATUS VgStartDevice(PVG_EXTENSION Ext)
{
	VP_STATUS Status = VgGreetDevice(Ext);

	if (Status != NO_ERROR)
		return Status;
	if (!VgHasScanout(Ext) || !VgStartQueue(Ext)) {
		VideoPortDebugPrint(Error,
				    "virtio-gpu: the device's configuration makes no sense\n");
		VgAddStatus(Ext, VIRTIO_STATUS_FAILED);
		VgResetDevice(Ext);
		return ERROR_DEV_NOT_EXIST;
	}
	VgRun(Ext);
	VgAddStatus(Ext, VIRTIO_STATUS_DRIVER_OK);
	return NO_ERROR;
}

/* On NO_ERROR the device reaches no memory any more. */
VP_STATUS VgStopDevice(PVG_EXTENSION Ext)
{
	VgDropFrames(Ext);
	return VgResetDevice(Ext);
}
