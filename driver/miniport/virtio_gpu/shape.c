// SPDX-License-Identifier: GPL-2.0
/*
 * A pointer as display drivers give it: lines from above, a mask of a bit a pixel, the
 * highest first, and what is drawn where that is 0. In a pointer of two colours that is
 * a second mask; in one of more it is 32 bits a pixel, whose upper eight say how much of
 * it is to be seen, unless they are 0 everywhere.
 */
#include "virtio_gpu.h"

#define VG_SHAPE_OPAQUE 0xff000000
#define VG_SHAPE_WHITE 0x00ffffff

typedef struct _VG_SHAPE {
	PUCHAR Mask;
	PUCHAR Drawn;
	ULONG Width;
	ULONG Height;
	ULONG WidthInBytes;		/* of a mask */
} VG_SHAPE, *PVG_SHAPE;

static ULONG VgShapeBit(PVG_SHAPE Shape, PUCHAR Mask, ULONG Column, ULONG Line)
{
	return Mask[Line * Shape->WidthInBytes + Column / 8] >> (7 - Column % 8) & 1;
}

static ULONG VgShapeColour(PVG_SHAPE Shape, ULONG Column, ULONG Line)
{
	PUCHAR Colour = Shape->Drawn + (Line * Shape->Width + Column) * sizeof(ULONG);

	return Colour[0] | Colour[1] << 8 | Colour[2] << 16 |
	       (ULONG)Colour[3] << 24;
}

static BOOLEAN VgShapeIsBlended(PVG_SHAPE Shape)
{
	ULONG Column, Line;

	for (Line = 0; Line < Shape->Height; Line++)
		for (Column = 0; Column < Shape->Width; Column++)
			if (VgShapeColour(Shape, Column, Line) & VG_SHAPE_OPAQUE)
				return TRUE;
	return FALSE;
}

/* What is to turn the screen's colour round, which the device can't, is black. */
static ULONG VgShapeTwoColours(PVG_SHAPE Shape, ULONG Column, ULONG Line)
{
	ULONG Screen = VgShapeBit(Shape, Shape->Mask, Column, Line);
	ULONG White = VgShapeBit(Shape, Shape->Drawn, Column, Line);

	if (Screen)
		return White ? VG_SHAPE_OPAQUE : 0;
	return VG_SHAPE_OPAQUE | (White ? VG_SHAPE_WHITE : 0);
}

static ULONG VgShapeColoured(PVG_SHAPE Shape, ULONG Column, ULONG Line, BOOLEAN Blended)
{
	ULONG Colour = VgShapeColour(Shape, Column, Line);

	if (VgShapeBit(Shape, Shape->Mask, Column, Line))
		return 0;
	return Blended ? Colour : Colour | VG_SHAPE_OPAQUE;
}

static VP_STATUS VgShapeFind(PVIDEO_POINTER_ATTRIBUTES Pointer, ULONG Length,
			     PVG_SHAPE Shape)
{
	ULONG Kind = Pointer->Flags & (VIDEO_MODE_MONO_POINTER |
				       VIDEO_MODE_COLOR_POINTER);
	ULONG Mask, Drawn;

	Shape->Width = Pointer->Width;
	Shape->Height = Pointer->Height;
	if (!Shape->Width || Shape->Width > VG_SHAPE_EDGE ||
	    !Shape->Height || Shape->Height > VG_SHAPE_EDGE)
		return ERROR_INVALID_PARAMETER;
	/* Display drivers fill what two masks of the largest size would take. */
	Shape->WidthInBytes = Pointer->WidthInBytes;
	if (Kind == VIDEO_MODE_COLOR_POINTER)
		Shape->WidthInBytes = (Shape->Width + 7) / 8;
	if (Shape->WidthInBytes < (Shape->Width + 7) / 8 ||
	    Shape->WidthInBytes > VG_SHAPE_EDGE / 8)
		return ERROR_INVALID_PARAMETER;
	Mask = Shape->WidthInBytes * Shape->Height;
	if (Kind == VIDEO_MODE_MONO_POINTER)
		Drawn = Mask;
	else if (Kind == VIDEO_MODE_COLOR_POINTER)
		Drawn = Shape->Width * Shape->Height * sizeof(ULONG);
	else
		return ERROR_INVALID_PARAMETER;
	if (Length - FIELD_OFFSET(VIDEO_POINTER_ATTRIBUTES, Pixels) < Mask + Drawn)
		return ERROR_INSUFFICIENT_BUFFER;
	Shape->Mask = Pointer->Pixels;
	Shape->Drawn = Shape->Mask + Mask;
	return NO_ERROR;
}

VP_STATUS VgShapeDraw(PVIDEO_POINTER_ATTRIBUTES Pointer, ULONG Length,
		      PULONG Pixels)
{
	BOOLEAN Coloured = (Pointer->Flags & VIDEO_MODE_COLOR_POINTER) != 0;
	BOOLEAN Blended;
	VP_STATUS Status;
	VG_SHAPE Shape;
	ULONG Column, Line;

	Status = VgShapeFind(Pointer, Length, &Shape);
	if (Status != NO_ERROR)
		return Status;
	Blended = Coloured && VgShapeIsBlended(&Shape);
	VideoPortZeroMemory(Pixels, VG_SHAPE_PIXELS * sizeof(ULONG));
	for (Line = 0; Line < Shape.Height; Line++)
		for (Column = 0; Column < Shape.Width; Column++)
			Pixels[Line * VG_SHAPE_EDGE + Column] = Coloured ?
				VgShapeColoured(&Shape, Column, Line, Blended) :
				VgShapeTwoColours(&Shape, Column, Line);
	return NO_ERROR;
}
