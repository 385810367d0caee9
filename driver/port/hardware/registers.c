// SPDX-License-Identifier: GPL-2.0
/*
 * Device registers. readl() and writel(), never their relaxed forms: with
 * VideoPortInterlocked*() they are a miniport's whole memory model.
 */
#include <linux/io.h>
#include <linux/module.h>

#include "video.h"

UCHAR VideoPortReadRegisterUchar(PUCHAR Register)
{
	return readb((void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterUchar);

USHORT VideoPortReadRegisterUshort(PUSHORT Register)
{
	return readw((void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterUshort);

ULONG VideoPortReadRegisterUlong(PULONG Register)
{
	return readl((void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterUlong);

VOID VideoPortWriteRegisterUchar(PUCHAR Register, UCHAR Value)
{
	writeb(Value, (void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterUchar);

VOID VideoPortWriteRegisterUshort(PUSHORT Register, USHORT Value)
{
	writew(Value, (void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterUshort);

VOID VideoPortWriteRegisterUlong(PULONG Register, ULONG Value)
{
	writel(Value, (void __iomem *)Register);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterUlong);

VOID VideoPortReadRegisterBufferUchar(PUCHAR Register, PUCHAR Buffer,
				      ULONG Count)
{
	for (; Count; Count--)
		*Buffer++ = VideoPortReadRegisterUchar(Register++);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterBufferUchar);

VOID VideoPortReadRegisterBufferUshort(PUSHORT Register, PUSHORT Buffer,
				       ULONG Count)
{
	for (; Count; Count--)
		*Buffer++ = VideoPortReadRegisterUshort(Register++);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterBufferUshort);

VOID VideoPortReadRegisterBufferUlong(PULONG Register, PULONG Buffer,
				      ULONG Count)
{
	for (; Count; Count--)
		*Buffer++ = VideoPortReadRegisterUlong(Register++);
}
EXPORT_SYMBOL_GPL(VideoPortReadRegisterBufferUlong);

VOID VideoPortWriteRegisterBufferUchar(PUCHAR Register, PUCHAR Buffer,
				       ULONG Count)
{
	for (; Count; Count--)
		VideoPortWriteRegisterUchar(Register++, *Buffer++);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterBufferUchar);

VOID VideoPortWriteRegisterBufferUshort(PUSHORT Register, PUSHORT Buffer,
					ULONG Count)
{
	for (; Count; Count--)
		VideoPortWriteRegisterUshort(Register++, *Buffer++);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterBufferUshort);

VOID VideoPortWriteRegisterBufferUlong(PULONG Register, PULONG Buffer,
				       ULONG Count)
{
	for (; Count; Count--)
		VideoPortWriteRegisterUlong(Register++, *Buffer++);
}
EXPORT_SYMBOL_GPL(VideoPortWriteRegisterBufferUlong);

VOID VideoPortZeroDeviceMemory(PVOID Destination, ULONG Length)
{
	memset_io((void __iomem *)Destination, 0, Length);
}
EXPORT_SYMBOL_GPL(VideoPortZeroDeviceMemory);
