// SPDX-License-Identifier: GPL-2.0
/*
 * Ports. A port's address is what VideoPortGetDeviceBase() made of it, so that
 * ioread and iowrite can tell port from memory: a range that a bus maps into
 * memory is used through the same functions, as on Windows.
 *
 * A buffer goes through one port, in order; a register's through as many.
 */
#include <linux/io.h>
#include <linux/module.h>

#include "video.h"

UCHAR VideoPortReadPortUchar(PUCHAR Port)
{
	return ioread8((void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUchar);

USHORT VideoPortReadPortUshort(PUSHORT Port)
{
	return ioread16((void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUshort);

ULONG VideoPortReadPortUlong(PULONG Port)
{
	return ioread32((void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUlong);

VOID VideoPortWritePortUchar(PUCHAR Port, UCHAR Value)
{
	iowrite8(Value, (void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUchar);

VOID VideoPortWritePortUshort(PUSHORT Port, USHORT Value)
{
	iowrite16(Value, (void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUshort);

VOID VideoPortWritePortUlong(PULONG Port, ULONG Value)
{
	iowrite32(Value, (void __iomem *)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUlong);

VOID VideoPortReadPortBufferUchar(PUCHAR Port, PUCHAR Buffer, ULONG Count)
{
	ioread8_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUchar);

VOID VideoPortReadPortBufferUshort(PUSHORT Port, PUSHORT Buffer, ULONG Count)
{
	ioread16_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUshort);

VOID VideoPortReadPortBufferUlong(PULONG Port, PULONG Buffer, ULONG Count)
{
	ioread32_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUlong);

VOID VideoPortWritePortBufferUchar(PUCHAR Port, PUCHAR Buffer, ULONG Count)
{
	iowrite8_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUchar);

VOID VideoPortWritePortBufferUshort(PUSHORT Port, PUSHORT Buffer, ULONG Count)
{
	iowrite16_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUshort);

VOID VideoPortWritePortBufferUlong(PULONG Port, PULONG Buffer, ULONG Count)
{
	iowrite32_rep((void __iomem *)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUlong);
