// SPDX-License-Identifier: GPL-2.0
/*
 * Ports. Where the machine has ports, a port's address is its number, as on Windows:
 * what VideoPortGetDeviceBase() gives, and what a miniport writes by hand. A range that
 * a bus maps into memory is used through the same functions.
 *
 * A buffer goes through one port, in order; a register's through as many.
 */
#include <linux/bitmap.h>
#include <linux/io.h>
#include <linux/module.h>

#include "hardware/ports.h"
#include "video.h"

#define VP_PORT_NUMBERS	0x10000

/* Ports that some adapter has claimed, and those that the log has named */
static DECLARE_BITMAP(vp_ports_claimed, VP_PORT_NUMBERS);
static DECLARE_BITMAP(vp_ports_told, VP_PORT_NUMBERS);

/**
 * vp_ports_open() - let miniports have ports that an adapter has claimed
 * @first: the first port
 * @count: how many; what is not below 0x10000 is left out
 *
 * Context: process context; nobody else opens or closes the same ports.
 */
void vp_ports_open(u32 first, u32 count)
{
	u32 port;

	for (port = first; port - first < count && port < VP_PORT_NUMBERS; port++)
		set_bit(port, vp_ports_claimed);
}

void vp_ports_close(u32 first, u32 count)
{
	u32 port;

	for (port = first; port - first < count && port < VP_PORT_NUMBERS; port++)
		clear_bit(port, vp_ports_claimed);
}

static bool vp_port_is_number(const void *port)
{
	return (unsigned long)port < VP_PORT_NUMBERS;
}

/*
 * Whether the port is claimed; the log names one that is not, once. A wide access is the
 * port's, not its neighbours': 0x1ce and 0x1cf are two registers of 16 bits.
 */
static bool vp_port_may(unsigned long port, void *caller)
{
	if (VP_PORTS && test_bit(port, vp_ports_claimed))
		return true;
	if (!test_and_set_bit(port, vp_ports_told))
		pr_warn_ratelimited("videoport: port %#lx is not one that its adapter has claimed; what goes there is dropped, and ones are read; called from %pS\n",
				    port, caller);
	return false;
}

UCHAR VideoPortReadPortUchar(PUCHAR Port)
{
	if (!vp_port_is_number(Port))
		return ioread8((void __iomem *)Port);
	if (!vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		return ~0;
	return inb((unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUchar);

VOID VideoPortWritePortUchar(PUCHAR Port, UCHAR Value)
{
	if (!vp_port_is_number(Port))
		iowrite8(Value, (void __iomem *)Port);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outb(Value, (unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUchar);

VOID VideoPortReadPortBufferUchar(PUCHAR Port, PUCHAR Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		ioread8_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		insb((unsigned long)Port, Buffer, Count);
	else
		memset(Buffer, 0xff, array_size(Count, sizeof(*Buffer)));
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUchar);

VOID VideoPortWritePortBufferUchar(PUCHAR Port, PUCHAR Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		iowrite8_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outsb((unsigned long)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUchar);

USHORT VideoPortReadPortUshort(PUSHORT Port)
{
	if (!vp_port_is_number(Port))
		return ioread16((void __iomem *)Port);
	if (!vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		return ~0;
	return inw((unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUshort);

VOID VideoPortWritePortUshort(PUSHORT Port, USHORT Value)
{
	if (!vp_port_is_number(Port))
		iowrite16(Value, (void __iomem *)Port);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outw(Value, (unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUshort);

VOID VideoPortReadPortBufferUshort(PUSHORT Port, PUSHORT Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		ioread16_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		insw((unsigned long)Port, Buffer, Count);
	else
		memset(Buffer, 0xff, array_size(Count, sizeof(*Buffer)));
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUshort);

VOID VideoPortWritePortBufferUshort(PUSHORT Port, PUSHORT Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		iowrite16_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outsw((unsigned long)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUshort);

ULONG VideoPortReadPortUlong(PULONG Port)
{
	if (!vp_port_is_number(Port))
		return ioread32((void __iomem *)Port);
	if (!vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		return ~0;
	return inl((unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortReadPortUlong);

VOID VideoPortWritePortUlong(PULONG Port, ULONG Value)
{
	if (!vp_port_is_number(Port))
		iowrite32(Value, (void __iomem *)Port);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outl(Value, (unsigned long)Port);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortUlong);

VOID VideoPortReadPortBufferUlong(PULONG Port, PULONG Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		ioread32_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		insl((unsigned long)Port, Buffer, Count);
	else
		memset(Buffer, 0xff, array_size(Count, sizeof(*Buffer)));
}
EXPORT_SYMBOL_GPL(VideoPortReadPortBufferUlong);

VOID VideoPortWritePortBufferUlong(PULONG Port, PULONG Buffer, ULONG Count)
{
	if (!vp_port_is_number(Port))
		iowrite32_rep((void __iomem *)Port, Buffer, Count);
	else if (vp_port_may((unsigned long)Port, __builtin_return_address(0)))
		outsl((unsigned long)Port, Buffer, Count);
}
EXPORT_SYMBOL_GPL(VideoPortWritePortBufferUlong);
