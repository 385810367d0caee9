// SPDX-License-Identifier: GPL-2.0
/*
 * Device registers. readl() and writel(), never their relaxed forms: with
 * VideoPortInterlocked*() they are a miniport's whole memory model.
 */
#include <linux/io.h>
#include <linux/module.h>

#include "port.h"

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
