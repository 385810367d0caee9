// SPDX-License-Identifier: GPL-2.0
/*
 * The pointer: a resource of its own, whose backing is one common buffer, and requests of
 * the cursor queue that name it (virtio 1.2, 5.7.6.10).
 */
#include "virtio_gpu.h"

#define VG_POINTER_FLAGS (VIDEO_MODE_ASYNC_POINTER | VIDEO_MODE_MONO_POINTER | \
			  VIDEO_MODE_COLOR_POINTER)

BOOLEAN VgPointerPrepare(PVG_EXTENSION Ext)
{
	return VgDmaGet(Ext, &Ext->Pointer.Image,
			VG_SHAPE_PIXELS * sizeof(ULONG));
}

VOID VgPointerRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Pointer.Image);
}

VOID VgPointerForget(PVG_EXTENSION Ext)
{
	Ext->Pointer.Resource = 0;
}

static VP_STATUS VgPointerCreate(PVG_EXTENSION Ext, ULONG Resource)
{
	PGPU_CREATE_2D Request = VgCommandBegin(Ext, GPU_RESOURCE_CREATE_2D,
						sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Resource;
	Request->Format = GPU_FORMAT_B8G8R8A8;
	Request->Width = VG_SHAPE_EDGE;
	Request->Height = VG_SHAPE_EDGE;
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

static VP_STATUS VgPointerAttach(PVG_EXTENSION Ext, ULONG Resource)
{
	PGPU_ATTACH_BACKING Request;
	PGPU_BACKING_ENTRY Entry;

	Request = VgCommandBegin(Ext, GPU_RESOURCE_ATTACH_BACKING,
				 sizeof(*Request) + sizeof(*Entry));
	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Resource;
	Request->EntryCount = 1;
	Entry = (PGPU_BACKING_ENTRY)(Request + 1);
	Entry->Address = Ext->Pointer.Image.Logical.QuadPart;
	Entry->Length = Ext->Pointer.Image.Length;
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

/* One that was refused its backing stays until reset: nobody names it again. */
static VP_STATUS VgPointerBuild(PVG_EXTENSION Ext)
{
	ULONG Resource;
	VP_STATUS Status;

	if (Ext->Pointer.Resource)
		return NO_ERROR;
	Resource = VgSetsNumber(Ext);
	Status = VgPointerCreate(Ext, Resource);
	if (Status == NO_ERROR)
		Status = VgPointerAttach(Ext, Resource);
	if (Status == NO_ERROR)
		Ext->Pointer.Resource = Resource;
	return Status;
}

static VP_STATUS VgPointerTransfer(PVG_EXTENSION Ext)
{
	PGPU_TRANSFER Request = VgCommandBegin(Ext, GPU_TRANSFER_TO_HOST_2D,
					       sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Rect.Width = VG_SHAPE_EDGE;
	Request->Rect.Height = VG_SHAPE_EDGE;
	Request->Resource = Ext->Pointer.Resource;
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

/* A place has no sign: what lies outside is taken off the shape, as a hot spot. */
static USHORT VgPointerOutside(SHORT Place)
{
	LONG Outside = Place < 0 ? -(LONG)Place : 0;

	return Outside < VG_SHAPE_EDGE ? (USHORT)Outside : VG_SHAPE_EDGE - 1;
}

static VP_STATUS VgPointerSend(PVG_EXTENSION Ext, ULONG Type)
{
	PVG_POINTER Pointer = &Ext->Pointer;
	GPU_CURSOR Request;

	VideoPortZeroMemory(&Request, sizeof(Request));
	Request.Header.Type = Type;
	Request.X = Pointer->Column < 0 ? 0 : Pointer->Column;
	Request.Y = Pointer->Row < 0 ? 0 : Pointer->Row;
	Request.Resource = Pointer->Shown ? Pointer->Resource : 0;
	Request.HotX = Pointer->HotX;
	Request.HotY = Pointer->HotY;
	return VgCursorSend(Ext, &Request);
}

/* A hot spot goes with the shape alone. */
static VP_STATUS VgPointerPlace(PVG_EXTENSION Ext, SHORT Column, SHORT Row,
				ULONG Type)
{
	PVG_POINTER Pointer = &Ext->Pointer;
	USHORT HotX = VgPointerOutside(Column), HotY = VgPointerOutside(Row);

	Pointer->Column = Column;
	Pointer->Row = Row;
	if (HotX != Pointer->HotX || HotY != Pointer->HotY)
		Type = GPU_UPDATE_CURSOR;
	Pointer->HotX = HotX;
	Pointer->HotY = HotY;
	return VgPointerSend(Ext, Type);
}

/* Both -1 take it off the screen, whatever Enable says. */
static BOOLEAN VgPointerIsOff(SHORT Column, SHORT Row)
{
	return Column == -1 && Row == -1;
}

static VP_STATUS VgPointerShow(PVG_EXTENSION Ext, BOOLEAN Shown)
{
	if (Shown && !Ext->Pointer.Shaped)
		return ERROR_INVALID_FUNCTION;
	Ext->Pointer.Shown = Shown;
	return VgPointerSend(Ext, GPU_UPDATE_CURSOR);
}

static VP_STATUS VgPointerShape(PVG_EXTENSION Ext,
				PVIDEO_POINTER_ATTRIBUTES Given)
{
	PVG_POINTER Pointer = &Ext->Pointer;
	VP_STATUS Status;

	Pointer->Shaped = TRUE;
	Pointer->Flags = Given->Flags;
	Pointer->Width = Given->Width;
	Pointer->Height = Given->Height;
	Pointer->WidthInBytes = Given->WidthInBytes;
	Status = VgPointerBuild(Ext);
	if (Status == NO_ERROR)
		Status = VgPointerTransfer(Ext);
	return Status;
}

static VP_STATUS VgPointerSetAttributes(PVG_EXTENSION Ext,
					PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_POINTER_ATTRIBUTES Given = Packet->InputBuffer;
	VP_STATUS Status;

	if (Packet->InputBufferLength < sizeof(*Given))
		return ERROR_INSUFFICIENT_BUFFER;
	/* The device looks at the image only when it is told to. */
	Status = VgShapeDraw(Given, Packet->InputBufferLength,
			     Ext->Pointer.Image.Base);
	if (Status == NO_ERROR)
		Status = VgPointerShape(Ext, Given);
	if (Status != NO_ERROR)
		return Status;
	Ext->Pointer.Shown = Given->Enable &&
			     !VgPointerIsOff(Given->Column, Given->Row);
	return VgPointerPlace(Ext, Given->Column, Given->Row, GPU_UPDATE_CURSOR);
}

static VP_STATUS VgPointerSetPosition(PVG_EXTENSION Ext,
				      PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_POINTER_POSITION Place = Packet->InputBuffer;

	if (Packet->InputBufferLength < sizeof(*Place))
		return ERROR_INSUFFICIENT_BUFFER;
	if (VgPointerIsOff(Place->Column, Place->Row))
		return VgPointerShow(Ext, FALSE);
	return VgPointerPlace(Ext, Place->Column, Place->Row, GPU_MOVE_CURSOR);
}

static VP_STATUS VgPointerTellCapabilities(PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_POINTER_CAPABILITIES Told = Packet->OutputBuffer;

	if (Packet->OutputBufferLength < sizeof(*Told))
		return ERROR_INSUFFICIENT_BUFFER;
	VideoPortZeroMemory(Told, sizeof(*Told));
	Told->Flags = VG_POINTER_FLAGS;
	Told->MaxWidth = VG_SHAPE_EDGE;
	Told->MaxHeight = VG_SHAPE_EDGE;
	/* No part of video memory holds it. */
	Told->HWPtrBitmapStart = 0xffffffff;
	Told->HWPtrBitmapEnd = 0xffffffff;
	Packet->StatusBlock->Information = sizeof(*Told);
	return NO_ERROR;
}

static VP_STATUS VgPointerTellAttributes(PVG_EXTENSION Ext,
					 PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_POINTER_ATTRIBUTES Told = Packet->OutputBuffer;

	if (Packet->OutputBufferLength < sizeof(*Told))
		return ERROR_INSUFFICIENT_BUFFER;
	VideoPortZeroMemory(Told, sizeof(*Told));
	Told->Flags = Ext->Pointer.Flags;
	Told->Width = Ext->Pointer.Width;
	Told->Height = Ext->Pointer.Height;
	Told->WidthInBytes = Ext->Pointer.WidthInBytes;
	Told->Enable = Ext->Pointer.Shown;
	Told->Column = Ext->Pointer.Column;
	Told->Row = Ext->Pointer.Row;
	Packet->StatusBlock->Information = sizeof(*Told);
	return NO_ERROR;
}

static VP_STATUS VgPointerTellPosition(PVG_EXTENSION Ext,
				       PVIDEO_REQUEST_PACKET Packet)
{
	PVIDEO_POINTER_POSITION Told = Packet->OutputBuffer;

	if (Packet->OutputBufferLength < sizeof(*Told))
		return ERROR_INSUFFICIENT_BUFFER;
	Told->Column = Ext->Pointer.Column;
	Told->Row = Ext->Pointer.Row;
	Packet->StatusBlock->Information = sizeof(*Told);
	return NO_ERROR;
}

VP_STATUS VgPointerRequest(PVG_EXTENSION Ext, PVIDEO_REQUEST_PACKET Packet)
{
	if (!VgCursorIsThere(Ext))
		return ERROR_INVALID_FUNCTION;
	switch (Packet->IoControlCode) {
	case IOCTL_VIDEO_QUERY_POINTER_CAPABILITIES:
		return VgPointerTellCapabilities(Packet);
	case IOCTL_VIDEO_QUERY_POINTER_ATTR:
		return VgPointerTellAttributes(Ext, Packet);
	case IOCTL_VIDEO_QUERY_POINTER_POSITION:
		return VgPointerTellPosition(Ext, Packet);
	case IOCTL_VIDEO_SET_POINTER_ATTR:
		return VgPointerSetAttributes(Ext, Packet);
	case IOCTL_VIDEO_SET_POINTER_POSITION:
		return VgPointerSetPosition(Ext, Packet);
	case IOCTL_VIDEO_ENABLE_POINTER:
		return VgPointerShow(Ext, TRUE);
	case IOCTL_VIDEO_DISABLE_POINTER:
		return VgPointerShow(Ext, FALSE);
	default:
		return ERROR_INVALID_FUNCTION;
	}
}

VOID VgPointerEnd(PVG_EXTENSION Ext)
{
	Ext->Pointer.Shaped = FALSE;
	Ext->Pointer.Shown = FALSE;
	if (Ext->Pointer.Resource)
		VgPointerSend(Ext, GPU_UPDATE_CURSOR);
}

/* A device that does not bear it is not tried with it again. */
VOID VgPointerRestore(PVG_EXTENSION Ext)
{
	if (!Ext->Pointer.Shaped)
		return;
	if (VgPointerBuild(Ext) == NO_ERROR && VgPointerTransfer(Ext) == NO_ERROR)
		VgPointerSend(Ext, GPU_UPDATE_CURSOR);
	else
		Ext->Pointer.Shaped = FALSE;
}
