// SPDX-License-Identifier: GPL-2.0
/*
 * Ports and ROM of QEMU's rtl8139, which shows its registers in port and in
 * memory space. A miniport in DDK C that drives nothing: HwVidInitialize checks
 * and leaves in the registry how many checks it made, and the line of the first
 * that failed.
 */
#include "miniport.h"
#include "video.h"
#include "dderror.h"

/* Any byte may be written here: the filter for multicast addresses. */
#define SCRATCH 8
#define RANGE_LENGTH 0x100
#define ROM_SIGNATURE 0xaa55
#define ROM_BLOCK 512
#define ROM_LENGTH 0x8000

typedef struct _IO_EXTENSION {
	VIDEO_ACCESS_RANGE Range[2];	/* ports, memory */
	PUCHAR Port;
	PUCHAR Register;
	ULONG Checked;
	ULONG Failed;
} IO_EXTENSION, *PIO_EXTENSION;

static VOID Check(PIO_EXTENSION Io, BOOLEAN Good, ULONG Line)
{
	Io->Checked++;
	if (!Good && !Io->Failed)
		Io->Failed = Line;
}

#define CHECK(Good) Check(Io, (Good) ? TRUE : FALSE, __LINE__)

static BOOLEAN Shows(PIO_EXTENSION Io, PSTR Bytes, ULONG Length)
{
	ULONG i;

	for (i = 0; i < Length; i++)
		if (VideoPortReadRegisterUchar(Io->Register + SCRATCH + i) !=
		    (UCHAR)Bytes[i])
			return FALSE;
	return TRUE;
}

/* What goes out by a port is seen in memory, and the other way round. */
static VOID CheckPorts(PIO_EXTENSION Io)
{
	PUCHAR Port = Io->Port + SCRATCH;

	VideoPortWritePortUlong((PULONG)Port, 0x44332211);
	VideoPortWritePortUshort((PUSHORT)(Port + 4), 0x6655);
	VideoPortWritePortUchar(Port + 6, 0x77);
	VideoPortWritePortUchar(Port + 7, 0x88);
	CHECK(Shows(Io, "\x11\x22\x33\x44\x55\x66\x77\x88", 8));
	CHECK(VideoPortReadPortUlong((PULONG)Port) == 0x44332211);
	CHECK(VideoPortReadPortUshort((PUSHORT)(Port + 4)) == 0x6655);
	CHECK(VideoPortReadPortUchar(Port + 7) == 0x88);
}

/* A buffer goes through one port, of which the last value stays. */
static VOID CheckPortBuffers(PIO_EXTENSION Io)
{
	ULONG Long[3] = { 0x11111111, 0x22222222, 0x44332211 };
	USHORT Short[3] = { 0x1111, 0x2222, 0x6655 };
	UCHAR Char[3] = { 1, 2, 0x77 };
	PUCHAR Port = Io->Port + SCRATCH;

	VideoPortWritePortUlong((PULONG)(Port + 4), 0);
	VideoPortWritePortBufferUlong((PULONG)Port, Long, 3);
	VideoPortWritePortBufferUshort((PUSHORT)(Port + 4), Short, 3);
	VideoPortWritePortBufferUchar(Port + 6, Char, 3);
	CHECK(Shows(Io, "\x11\x22\x33\x44\x55\x66\x77\0", 8));
	VideoPortReadPortBufferUlong((PULONG)Port, Long, 2);
	CHECK(Long[0] == 0x44332211 && Long[1] == 0x44332211);
	CHECK(Long[2] == 0x44332211);
	VideoPortReadPortBufferUshort((PUSHORT)(Port + 4), Short, 2);
	CHECK(Short[0] == 0x6655 && Short[1] == 0x6655 && Short[2] == 0x6655);
	Char[2] = 3;
	VideoPortReadPortBufferUchar(Port + 6, Char, 2);
	CHECK(Char[0] == 0x77 && Char[1] == 0x77 && Char[2] == 3);
}

/* A buffer of registers goes through as many. */
static VOID CheckRegisters(PIO_EXTENSION Io)
{
	UCHAR Byte[8] = { 8, 7, 6, 5, 4, 3, 2, 1 };
	PUCHAR Register = Io->Register + SCRATCH;
	ULONG Long[2];

	VideoPortWriteRegisterBufferUchar(Register, Byte, 8);
	CHECK(Shows(Io, "\x8\x7\x6\x5\x4\x3\x2\x1", 8));
	VideoPortReadRegisterBufferUlong((PULONG)Register, Long, 2);
	CHECK(Long[0] == 0x05060708 && Long[1] == 0x01020304);
	VideoPortWriteRegisterBufferUshort((PUSHORT)Register,
					   (PUSHORT)(Byte + 4), 2);
	CHECK(Shows(Io, "\x4\x3\x2\x1\x4\x3\x2\x1", 8));
	VideoPortZeroDeviceMemory(Register, 4);
	CHECK(Shows(Io, "\0\0\0\0\x4\x3\x2\x1", 8));
}

static VOID CheckMemory(PIO_EXTENSION Io)
{
	ULONG Length = 16, Space = VIDEO_MEMORY_SPACE_IO;
	PVOID Base = NULL;

	CHECK(VideoPortVerifyAccessRanges(Io, 2, Io->Range) == NO_ERROR);
	CHECK(VideoPortMapMemory(Io, Io->Range[0].RangeStart, &Length, &Space,
				 &Base) == NO_ERROR);
	CHECK(Length == 16 && Space == VIDEO_MEMORY_SPACE_IO);
	VideoPortWritePortUchar(Io->Port + SCRATCH, 0x5a);
	CHECK(Base && VideoPortReadPortUchar((PUCHAR)Base + SCRATCH) == 0x5a);
	CHECK(VideoPortUnmapMemory(Io, Base, NULL) == NO_ERROR);
	/* The ports' own mapping is still there. */
	CHECK(VideoPortReadPortUchar(Io->Port + SCRATCH) == 0x5a);
}

/* The image says how many blocks it has; it leaves room in this ROM. */
static BOOLEAN EndsInZeros(PUCHAR Rom)
{
	ULONG i = Rom[2] * ROM_BLOCK;

	if (i >= ROM_LENGTH)
		return FALSE;
	for (; i < ROM_LENGTH; i++)
		if (Rom[i])
			return FALSE;
	return TRUE;
}

static VOID CheckRom(PIO_EXTENSION Io)
{
	PUCHAR Rom = VideoPortGetRomImage(Io, NULL, 0, 4096);

	CHECK(Rom != NULL);
	if (!Rom)
		return;
	CHECK(*(PUSHORT)Rom == ROM_SIGNATURE);
	CHECK(VideoPortScanRom(Io, Rom, 4096, (PUCHAR)"IBM"));
	CHECK(!VideoPortScanRom(Io, Rom, 4096, (PUCHAR)"no such text"));
	/* Again, which frees the first */
	Rom = VideoPortGetRomImage(Io, NULL, 0, ROM_LENGTH);
	CHECK(Rom && EndsInZeros(Rom));
	Rom = VideoPortGetRomImage(Io, NULL, 0, 2);
	CHECK(Rom && *(PUSHORT)Rom == ROM_SIGNATURE);
	CHECK(VideoPortGetRomImage(Io, NULL, 0, 0) == NULL);
	CHECK(VideoPortGetRomImage(Io, NULL, 0, 0x10000000) == NULL);
}

/* Of what this miniport has not, the port driver makes nothing. */
static VOID CheckMissing(PIO_EXTENSION Io)
{
	CHECK(VideoPortDisableInterrupt(Io) == ERROR_INVALID_FUNCTION);
	CHECK(VideoPortEnableInterrupt(Io) == ERROR_INVALID_FUNCTION);
	CHECK(VideoPortEnumerateChildren(Io, NULL) == ERROR_INVALID_FUNCTION);
	/* Reported in the log */
	VideoPortStartTimer(Io);
}

static VP_STATUS NTAPI IoFindAdapter(PVOID HwDeviceExtension, PVOID HwContext,
				     PWSTR ArgumentString,
				     PVIDEO_PORT_CONFIG_INFO ConfigInfo,
				     PUCHAR Again)
{
	PIO_EXTENSION Io = HwDeviceExtension;

	*Again = FALSE;
	if (VideoPortGetAccessRanges(Io, 0, NULL, 2, Io->Range, NULL, NULL,
				     NULL) != NO_ERROR)
		return ERROR_DEV_NOT_EXIST;
	Io->Port = VideoPortGetDeviceBase(Io, Io->Range[0].RangeStart,
					  RANGE_LENGTH, VIDEO_MEMORY_SPACE_IO);
	Io->Register = VideoPortGetDeviceBase(Io, Io->Range[1].RangeStart,
					      RANGE_LENGTH,
					      VIDEO_MEMORY_SPACE_MEMORY);
	if (!Io->Range[0].RangeInIoSpace || !Io->Port || !Io->Register)
		return ERROR_DEV_NOT_EXIST;
	return NO_ERROR;
}

static BOOLEAN NTAPI IoInitialize(PVOID HwDeviceExtension)
{
	PIO_EXTENSION Io = HwDeviceExtension;

	CheckPorts(Io);
	CheckPortBuffers(Io);
	CheckRegisters(Io);
	CheckMemory(Io);
	CheckRom(Io);
	CheckMissing(Io);
	VideoPortSetRegistryParameters(Io, L"Checked", &Io->Checked,
				       sizeof(Io->Checked));
	VideoPortSetRegistryParameters(Io, L"Failed", &Io->Failed,
				       sizeof(Io->Failed));
	return TRUE;
}

static BOOLEAN NTAPI IoStartIO(PVOID HwDeviceExtension,
			       PVIDEO_REQUEST_PACKET RequestPacket)
{
	RequestPacket->StatusBlock->Status = ERROR_INVALID_FUNCTION;
	return TRUE;
}

ULONG NTAPI DriverEntry(PVOID Context1, PVOID Context2)
{
	VIDEO_HW_INITIALIZATION_DATA Data;

	VideoPortZeroMemory(&Data, sizeof(Data));
	Data.HwInitDataSize = sizeof(Data);
	Data.AdapterInterfaceType = PCIBus;
	Data.HwFindAdapter = IoFindAdapter;
	Data.HwInitialize = IoInitialize;
	Data.HwStartIO = IoStartIO;
	Data.HwDeviceExtensionSize = sizeof(IO_EXTENSION);
	return VideoPortInitialize(Context1, Context2, &Data, NULL);
}
