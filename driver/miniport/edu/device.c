// SPDX-License-Identifier: GPL-2.0
/* The device's registers and configuration space */
#include "edu.h"

#define PCI_COMMAND_OFFSET 0x04
#define PCI_COMMAND_MASTER 0x0004
#define PCI_STATUS_OFFSET 0x06
#define PCI_STATUS_CAPABILITIES 0x0010
#define PCI_CAPABILITY_POINTER 0x34
#define PCI_CAPABILITY_MASK 0xfc
#define PCI_CAPABILITY_FIRST 0x40
#define PCI_CAPABILITY_MOST 48
#define PCI_CAPABILITY_MSI 0x05
#define PCI_MSI_CONTROL 2
#define PCI_MSI_ENABLED 0x0001

#define EDU_PROBE 0x5a17c3e8

ULONG EduRead(PEDU_EXTENSION Ext, ULONG Offset)
{
	return VideoPortReadRegisterUlong((PULONG)(Ext->Registers + Offset));
}

VOID EduWrite(PEDU_EXTENSION Ext, ULONG Offset, ULONG Value)
{
	VideoPortWriteRegisterUlong((PULONG)(Ext->Registers + Offset), Value);
}

/*
 * The DDK has no function for 64 bits, and to this device two halves are two
 * values. The command that follows is written by one, which orders both.
 */
VOID EduWrite64(PEDU_EXTENSION Ext, ULONG Offset, ULONGLONG Value)
{
	*(volatile ULONGLONG *)(Ext->Registers + Offset) = Value;
}

/* It gives back every bit of what it was given inverted. */
BOOLEAN EduAlive(PEDU_EXTENSION Ext)
{
	EduWrite(Ext, EDU_LIVENESS, EDU_PROBE);
	return EduRead(Ext, EDU_LIVENESS) == (ULONG)~EDU_PROBE;
}

static ULONG EduConfig(PEDU_EXTENSION Ext, ULONG Offset, ULONG Length)
{
	ULONG Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				Length) != Length)
		return 0;
	return Value;
}

/* Whether the port driver has turned its message-signaled interrupt on */
BOOLEAN EduMessage(PEDU_EXTENSION Ext)
{
	ULONG Offset = 0, Left;

	if (EduConfig(Ext, PCI_STATUS_OFFSET, 2) & PCI_STATUS_CAPABILITIES)
		Offset = EduConfig(Ext, PCI_CAPABILITY_POINTER, 1);
	for (Left = PCI_CAPABILITY_MOST; Left; Left--) {
		Offset &= PCI_CAPABILITY_MASK;
		if (Offset < PCI_CAPABILITY_FIRST)
			return FALSE;
		if (EduConfig(Ext, Offset, 1) == PCI_CAPABILITY_MSI)
			return (EduConfig(Ext, Offset + PCI_MSI_CONTROL, 2) &
				PCI_MSI_ENABLED) != 0;
		Offset = EduConfig(Ext, Offset + 1, 1);
	}
	return FALSE;
}

/*
 * A transfer can't be called back. If one never ends, memory is only safe from
 * a device that is no bus master any more.
 */
VOID EduCutOff(PEDU_EXTENSION Ext)
{
	USHORT Command = (USHORT)EduConfig(Ext, PCI_COMMAND_OFFSET, 2);

	Command &= (USHORT)~PCI_COMMAND_MASTER;
	VideoPortSetBusData(Ext, PCIConfiguration, 0, &Command,
			    PCI_COMMAND_OFFSET, sizeof(Command));
	Ext->Lost = TRUE;
}

VP_STATUS EduMapDevice(PEDU_EXTENSION Ext)
{
	USHORT Vendor = EDU_VENDOR_ID;
	USHORT Device = EDU_DEVICE_ID;
	VIDEO_ACCESS_RANGE Range;
	VP_STATUS Status;

	Status = VideoPortGetAccessRanges(Ext, 0, NULL, 1, &Range, &Vendor,
					  &Device, NULL);
	if (Status != NO_ERROR)
		return Status;
	if (Range.RangeInIoSpace || Range.RangeLength < EDU_REGISTERS_END)
		return ERROR_DEV_NOT_EXIST;

	Ext->Registers = VideoPortGetDeviceBase(Ext, Range.RangeStart,
						EDU_REGISTERS_END,
						VIDEO_MEMORY_SPACE_MEMORY);
	if (!Ext->Registers)
		return ERROR_NOT_ENOUGH_MEMORY;
	if ((EduRead(Ext, EDU_ID) & EDU_ID_MASK) == EDU_ID_EDU && EduAlive(Ext))
		return NO_ERROR;

	VideoPortDebugPrint(Error, "edu: the device does not answer as one\n");
	VideoPortFreeDeviceBase(Ext, Ext->Registers);
	return ERROR_DEV_NOT_EXIST;
}
