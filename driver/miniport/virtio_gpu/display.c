// SPDX-License-Identifier: GPL-2.0
/* What hangs on scanout 0: its monitor, its modes, and requests about them. */
#include "virtio_gpu.h"

/* EDID 1.4: a base block and as many extensions as it names */
#define EDID_BLOCK 128
#define EDID_WIDTH_CM 21
#define EDID_HEIGHT_CM 22
#define EDID_TIMING 54			/* the first is the preferred one */
#define EDID_EXTENSIONS 126

/* VIDEO_CHILD_ENUM_INFO.ChildIndex: 0 stands for what ACPI enumerates. */
#define VG_CHILD_MONITOR 1
#define VG_CHILD_UID 1

static const VG_MODE VgDisplayModes[] = {
	{ 640, 480 }, { 800, 600 }, { 1024, 768 }, { 1152, 864 },
	{ 1280, 720 }, { 1280, 800 }, { 1280, 1024 }, { 1366, 768 },
	{ 1400, 1050 }, { 1440, 900 }, { 1600, 900 }, { 1600, 1200 },
	{ 1680, 1050 }, { 1920, 1080 }, { 1920, 1200 }, { 2048, 1536 },
	{ 2560, 1440 }, { 2560, 1600 }, { 3840, 2160 },
};

#define VG_STANDARD_MODES (sizeof(VgDisplayModes) / sizeof(VG_MODE))

#define VG_MODE_FLAGS \
	(VIDEO_MODE_COLOR | VIDEO_MODE_GRAPHICS | VIDEO_MODE_NO_OFF_SCREEN)

#define VG_GENERATION_UNKNOWN 0x100	/* it has eight bits */

/* Where nothing is preferred, what every monitor shows */
#define VG_DEFAULT_WIDTH 1024
#define VG_DEFAULT_HEIGHT 768

static BOOLEAN VgDisplayKnows(PVG_EXTENSION Ext, ULONG Width, ULONG Height)
{
	ULONG i;

	for (i = 0; i < Ext->Display.ModeCount; i++)
		if (Ext->Display.Modes[i].Width == Width &&
		    Ext->Display.Modes[i].Height == Height)
			return TRUE;
	return FALSE;
}

static VOID VgDisplayAddMode(PVG_EXTENSION Ext, ULONG Width, ULONG Height)
{
	PVG_DISPLAY Display = &Ext->Display;

	if (Display->ModeCount >= VG_MODE_MAX ||
	    VgDisplayKnows(Ext, Width, Height) ||
	    !VgSetsPitch(Ext, Width, Height, FRAME_FORMAT_X8R8G8B8))
		return;
	Display->Modes[Display->ModeCount].Width = Width;
	Display->Modes[Display->ModeCount].Height = Height;
	Display->ModeCount++;
}

/* 5.7.6.8: the size that the host would like, by what it shows us in */
static VP_STATUS VgDisplayReadInfo(PVG_EXTENSION Ext, PVG_MODE Preferred)
{
	volatile GPU_DISPLAY_INFO *Answer = VgCommandAnswer(Ext);
	VP_STATUS Status;

	if (!VgCommandBegin(Ext, GPU_GET_DISPLAY_INFO, sizeof(GPU_HEADER)))
		return WAIT_TIMEOUT;
	Status = VgCommandRun(Ext, GPU_OK_DISPLAY_INFO,
			      sizeof(GPU_DISPLAY_INFO));
	if (Status == NO_ERROR && Answer->Displays[0].Enabled) {
		Preferred->Width = Answer->Displays[0].Rect.Width;
		Preferred->Height = Answer->Displays[0].Rect.Height;
	}
	return Status;
}

/* How much of Size bytes is an EDID: the base block must be whole and sound. */
static ULONG VgDisplayCheckEdid(PUCHAR Edid, ULONG Size)
{
	ULONG Length, i;
	UCHAR Sum = 0;

	if (Size < EDID_BLOCK || Size > GPU_EDID_MAX)
		return 0;
	for (i = 0; i < 8; i++)
		if (Edid[i] != (i == 0 || i == 7 ? 0x00 : 0xff))
			return 0;
	for (i = 0; i < EDID_BLOCK; i++)
		Sum += Edid[i];
	if (Sum)
		return 0;

	Length = EDID_BLOCK * (1 + Edid[EDID_EXTENSIONS]);
	return Length < Size ? Length : Size & ~(EDID_BLOCK - 1);
}

static VP_STATUS VgDisplayReadEdid(PVG_EXTENSION Ext)
{
	PGPU_EDID_ANSWER Answer = (PGPU_EDID_ANSWER)VgCommandAnswer(Ext);
	VP_STATUS Status;
	ULONG Size;

	if (!Ext->Display.HasEdid)
		return NO_ERROR;
	if (!VgCommandBegin(Ext, GPU_GET_EDID, sizeof(GPU_EDID_REQUEST)))
		return WAIT_TIMEOUT;
	Status = VgCommandRun(Ext, GPU_OK_EDID, sizeof(GPU_EDID_ANSWER));
	if (Status == WAIT_TIMEOUT)
		return Status;
	VideoPortZeroMemory(Ext->Display.Edid, GPU_EDID_MAX);
	Ext->Display.EdidLength = 0;
	if (Status != NO_ERROR)
		return Status;

	/* A copy is checked: the device can't change that. */
	Size = *(volatile ULONG *)&Answer->Size;
	VideoPortMoveMemory(Ext->Display.Edid, Answer->Edid, GPU_EDID_MAX);
	Ext->Display.EdidLength = VgDisplayCheckEdid(Ext->Display.Edid, Size);
	if (!Ext->Display.EdidLength) {
		VgComplain(Ext, "virtio-gpu: an EDID of %lu bytes makes no sense\n",
			   Size);
		VideoPortZeroMemory(Ext->Display.Edid, GPU_EDID_MAX);
	}
	return NO_ERROR;
}

/* Of a detailed timing the four high bits of a size stand beside the other's. */
static VOID VgDisplayAddEdidMode(PVG_EXTENSION Ext)
{
	PUCHAR Timing = &Ext->Display.Edid[EDID_TIMING];

	if (Ext->Display.EdidLength && (Timing[0] || Timing[1]))
		VgDisplayAddMode(Ext, Timing[2] | (Timing[4] & 0xf0) << 4,
				 Timing[5] | (Timing[7] & 0xf0) << 4);
}

VOID VgDisplayPrepare(PVG_EXTENSION Ext, PULONG Features)
{
	Ext->Display.Generation = VG_GENERATION_UNKNOWN;
	Ext->Display.HasEdid = (Features[0] & VIRTIO_0_GPU_EDID) != 0;
}

/*
 * The device counts its configuration's changes, in eight bits. With a vector
 * of its own for them no register would be read for an answer; there is one,
 * and what the ISR says then is nobody's promise.
 */
BOOLEAN VgDisplayChanged(PVG_EXTENSION Ext)
{
	ULONG Generation = VgPciRead8(Ext, COMMON_CONFIG_GENERATION);
	ULONG Events;

	if (Generation == Ext->Display.Generation)
		return FALSE;
	Ext->Display.Generation = Generation;
	Events = VgPciReadConfig(Ext, GPU_CONFIG_EVENTS_READ);
	if (!(Events & GPU_EVENT_DISPLAY))
		return FALSE;
	VgPciWriteConfig(Ext, GPU_CONFIG_EVENTS_CLEAR, GPU_EVENT_DISPLAY);
	Ext->Display.Stale = TRUE;
	return TRUE;
}

/* The preferred mode comes first. */
static VOID VgDisplayMakeModes(PVG_EXTENSION Ext, PVG_MODE Preferred)
{
	ULONG i;

	Ext->Display.ModeCount = 0;
	VgDisplayAddMode(Ext, Preferred->Width, Preferred->Height);
	VgDisplayAddEdidMode(Ext);
	if (!Ext->Display.ModeCount)
		VgDisplayAddMode(Ext, VG_DEFAULT_WIDTH, VG_DEFAULT_HEIGHT);
	for (i = 0; i < VG_STANDARD_MODES; i++)
		VgDisplayAddMode(Ext, VgDisplayModes[i].Width,
				 VgDisplayModes[i].Height);
}

/* What was set stays so, if it is still there; the first is it, if not. */
static VOID VgDisplayKeepMode(PVG_EXTENSION Ext, PVG_MODE Mode)
{
	PVG_DISPLAY Display = &Ext->Display;
	ULONG i;

	Display->CurrentMode = 0;
	for (i = 0; i < Display->ModeCount; i++)
		if (Display->Modes[i].Width == Mode->Width &&
		    Display->Modes[i].Height == Mode->Height)
			Display->CurrentMode = i;
}

/*
 * A device that refuses to say what it likes is used all the same; one that is
 * silent is not, and what was known before stays so.
 */
VP_STATUS VgDisplayRead(PVG_EXTENSION Ext)
{
	PVG_DISPLAY Display = &Ext->Display;
	VG_MODE Preferred = { 0, 0 }, Current = { 0, 0 };

	/* What changes from here on is read again. */
	Display->Stale = FALSE;
	if (VgDisplayReadInfo(Ext, &Preferred) == WAIT_TIMEOUT ||
	    VgDisplayReadEdid(Ext) == WAIT_TIMEOUT) {
		Display->Stale = TRUE;
		return WAIT_TIMEOUT;
	}
	if (Display->ModeCount)
		Current = Display->Modes[Display->CurrentMode];
	VgDisplayMakeModes(Ext, &Preferred);
	VgDisplayKeepMode(Ext, &Current);
	return NO_ERROR;
}

VP_STATUS NTAPI VgDisplayGetChild(PVOID HwDeviceExtension,
				  PVIDEO_CHILD_ENUM_INFO Child,
				  PVIDEO_CHILD_TYPE Type,
				  PUCHAR Descriptor, PULONG UId,
				  PULONG Unused)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	ULONG Length;

	if (!Child->ChildIndex)
		return VIDEO_ENUM_INVALID_DEVICE;
	if (Child->ChildIndex != VG_CHILD_MONITOR)
		return VIDEO_ENUM_NO_MORE_DEVICES;

	if (Ext->Display.Stale)
		VgDisplayRead(Ext);
	*Type = Monitor;
	*UId = VG_CHILD_UID;
	Length = Ext->Display.EdidLength;
	if (Length > Child->ChildDescriptorSize)
		Length = Child->ChildDescriptorSize;
	if (Descriptor && Length)
		VideoPortMoveMemory(Descriptor, Ext->Display.Edid, Length);
	return VIDEO_ENUM_MORE_DEVICES;
}

static VOID VgDisplayDescribe(PVG_EXTENSION Ext, ULONG Index,
			      PVIDEO_MODE_INFORMATION Mode)
{
	VideoPortZeroMemory(Mode, sizeof(*Mode));
	Mode->Length = sizeof(*Mode);
	Mode->ModeIndex = Index;
	Mode->VisScreenWidth = Ext->Display.Modes[Index].Width;
	Mode->VisScreenHeight = Ext->Display.Modes[Index].Height;
	Mode->ScreenStride = VgSetsPitch(Ext, Mode->VisScreenWidth,
					 Mode->VisScreenHeight,
					 FRAME_FORMAT_X8R8G8B8);
	Mode->NumberOfPlanes = 1;
	Mode->BitsPerPlane = 32;
	Mode->Frequency = 1;	/* the device has no rate of its own */
	Mode->XMillimeter = 10 * Ext->Display.Edid[EDID_WIDTH_CM];
	Mode->YMillimeter = 10 * Ext->Display.Edid[EDID_HEIGHT_CM];
	Mode->NumberRedBits = 8;
	Mode->NumberGreenBits = 8;
	Mode->NumberBlueBits = 8;
	Mode->RedMask = 0x00ff0000;
	Mode->GreenMask = 0x0000ff00;
	Mode->BlueMask = 0x000000ff;
	Mode->AttributeFlags = VG_MODE_FLAGS;
	Mode->VideoMemoryBitmapWidth = Mode->VisScreenWidth;
	Mode->VideoMemoryBitmapHeight = Mode->VisScreenHeight;
}

static VP_STATUS VgDisplayCountModes(PVG_EXTENSION Ext,
				     PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_NUM_MODES Modes = Packet->OutputBuffer;

	if (Packet->OutputBufferLength < sizeof(*Modes))
		return ERROR_INSUFFICIENT_BUFFER;
	Modes->NumModes = Ext->Display.ModeCount;
	Modes->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
	Packet->StatusBlock->Information = sizeof(*Modes);
	return NO_ERROR;
}

static VP_STATUS VgDisplayListModes(PVG_EXTENSION Ext,
				    PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_MODE_INFORMATION Modes = Packet->OutputBuffer;
	ULONG Length = Ext->Display.ModeCount * sizeof(*Modes);
	ULONG i;

	if (Packet->OutputBufferLength < Length)
		return ERROR_INSUFFICIENT_BUFFER;
	for (i = 0; i < Ext->Display.ModeCount; i++)
		VgDisplayDescribe(Ext, i, &Modes[i]);
	Packet->StatusBlock->Information = Length;
	return NO_ERROR;
}

static VP_STATUS VgDisplayTellMode(PVG_EXTENSION Ext,
				   PVIDEO_REQUEST_PACKET Packet)
{
	if (Packet->OutputBufferLength < sizeof(VIDEO_MODE_INFORMATION))
		return ERROR_INSUFFICIENT_BUFFER;
	VgDisplayDescribe(Ext, Ext->Display.CurrentMode, Packet->OutputBuffer);
	Packet->StatusBlock->Information = sizeof(VIDEO_MODE_INFORMATION);
	return NO_ERROR;
}

/* The screen's size is the shown set's: a mode is only remembered. */
static VP_STATUS VgDisplaySetMode(PVG_EXTENSION Ext,
				  PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_MODE Mode = Packet->InputBuffer;
	ULONG Index;

	if (Packet->InputBufferLength < sizeof(*Mode))
		return ERROR_INSUFFICIENT_BUFFER;
	Index = Mode->RequestedMode & ~(VIDEO_MODE_MAP_MEM_LINEAR |
					VIDEO_MODE_NO_ZERO_MEMORY);
	if (Index >= Ext->Display.ModeCount)
		return ERROR_INVALID_PARAMETER;
	Ext->Display.CurrentMode = Index;
	return NO_ERROR;
}

static VP_STATUS VgDisplayRequest(PVG_EXTENSION Ext,
				  PVIDEO_REQUEST_PACKET Packet)
{
	switch (Packet->IoControlCode) {
	case IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES:
		return VgDisplayCountModes(Ext, Packet);
	case IOCTL_VIDEO_QUERY_AVAIL_MODES:
		return VgDisplayListModes(Ext, Packet);
	case IOCTL_VIDEO_QUERY_CURRENT_MODE:
		return VgDisplayTellMode(Ext, Packet);
	case IOCTL_VIDEO_SET_CURRENT_MODE:
		return VgDisplaySetMode(Ext, Packet);
	case IOCTL_VIDEO_RESET_DEVICE:
		Ext->Display.CurrentMode = 0;
		VgPointerEnd(Ext);
		return NO_ERROR;
	default:
		return VgPointerRequest(Ext, Packet);
	}
}

BOOLEAN NTAPI VgDisplayStartIO(PVOID HwDeviceExtension,
			       PVIDEO_REQUEST_PACKET Packet)
{
	Packet->StatusBlock->Information = 0;
	Packet->StatusBlock->Status = VgDisplayRequest(HwDeviceExtension, Packet);
	return TRUE;
}
