/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame buffer for QEMU's VGA in the habits of VGA miniports: ports by their numbers,
 * claimed as legacy resources; no interrupt; memory that is mapped once, and given to
 * whoever asks; requests that are refused by FALSE.
 */
#include <devioctl.h>
#include <dderror.h>
#include <miniport.h>
#include <ntddvdeo.h>
#include <video.h>
#include <dispi.h>

// What the tree does not say otherwise
#ifndef LEGACY_WIDTH
#define LEGACY_WIDTH 1024
#define LEGACY_HEIGHT 768
#endif

typedef struct _EXT {
    PVOID Frames;
    ULONG Length;
    BOOLEAN On;
} EXT, *PEXT;

static VIDEO_ACCESS_RANGE Legacy[] = {
    { { { 0x1CE, 0 } }, 2, 1, 1, 1, 0 },
    { { { 0x1CF, 0 } }, 2, 1, 1, 1, 0 },    // which has a byte of the one before
};

static VIDEO_ACCESS_RANGE Vga[] = {
    { { { 0x3C0, 0 } }, 0x20, 1, 1, 1, 0 },
    { { { 0xA0000, 0 } }, 0x20000, 0, 1, 1, 0 },
};

static VOID
Set(USHORT Register, USHORT Value)
{
    VideoPortWritePortUshort(DISPI_INDEX, Register);
    VideoPortWritePortUshort(DISPI_DATA, Value);
}

static USHORT
Get(USHORT Register)
{
    VideoPortWritePortUshort(DISPI_INDEX, Register);
    return VideoPortReadPortUshort(DISPI_DATA);
}

VP_STATUS NTAPI
LegacyFindAdapter(
    PVOID Extension,
    PVOID Context,
    PWSTR Argument,
    PVIDEO_PORT_CONFIG_INFO Config,
    PUCHAR Again
    )
{
    PEXT ext = Extension;
    VIDEO_ACCESS_RANGE ranges[4];
    ULONG inIoSpace = 0;
    PHYSICAL_ADDRESS port;
    VP_STATUS status;

    // What is nobody's
    VideoPortWritePortUchar((PUCHAR)0x2F7, 0);
    VideoPortReadPortUchar((PUCHAR)0x2F7);

    port.QuadPart = 0x1CE;
    if (VideoPortVerifyAccessRanges(ext, 2, Vga) != NO_ERROR ||
        VideoPortGetDeviceBase(ext, port, 3, 1) != DISPI_INDEX ||
        Get(DISPI_ID) < DISPI_ID_LEAST) {
        return ERROR_DEV_NOT_EXIST;
    }

    Config->BusInterruptLevel = 0;
    Config->BusInterruptVector = 0;
    status = VideoPortGetAccessRanges(ext, 0, NULL, 4, ranges, NULL, NULL, NULL);
    if (status != NO_ERROR) {
        return status;
    }

    ext->Length = LEGACY_WIDTH * LEGACY_HEIGHT * 4;
    return VideoPortMapMemory(ext, ranges[0].RangeStart, &ext->Length, &inIoSpace,
        &ext->Frames);
}

BOOLEAN NTAPI
LegacyInitialize(PVOID Extension)
{
    return TRUE;
}

BOOLEAN NTAPI
LegacyInterrupt(PVOID Extension)
{
    return FALSE;
}

static VOID
SetMode(PEXT Ext)
{
    Set(DISPI_ENABLE, 0);
    Set(DISPI_XRES, LEGACY_WIDTH);
    Set(DISPI_YRES, LEGACY_HEIGHT);
    Set(DISPI_BPP, 32);
    Set(DISPI_VIRT_WIDTH, LEGACY_WIDTH);
    Set(DISPI_X_OFFSET, 0);
    Set(DISPI_Y_OFFSET, 0);
    Set(DISPI_ENABLE, DISPI_ON);
}

static VOID
DescribeMode(PVIDEO_MODE_INFORMATION Mode)
{
    VideoPortZeroMemory(Mode, sizeof(*Mode));
    Mode->Length = sizeof(*Mode);
    Mode->VisScreenWidth = LEGACY_WIDTH;
    Mode->VisScreenHeight = LEGACY_HEIGHT;
    Mode->ScreenStride = LEGACY_WIDTH * 4;
    Mode->NumberOfPlanes = 1;
    Mode->BitsPerPlane = 32;
    Mode->Frequency = 60;
    Mode->NumberRedBits = 8;
    Mode->NumberGreenBits = 8;
    Mode->NumberBlueBits = 8;
    Mode->RedMask = 0xFF0000;
    Mode->GreenMask = 0xFF00;
    Mode->BlueMask = 0xFF;
    Mode->AttributeFlags = VIDEO_MODE_COLOR | VIDEO_MODE_GRAPHICS;
}

BOOLEAN NTAPI
LegacyStartIO(PVOID Extension, PVIDEO_REQUEST_PACKET Packet)
{
    PEXT ext = Extension;
    PVIDEO_NUM_MODES count = Packet->OutputBuffer;
    PVIDEO_MEMORY_INFORMATION memory = Packet->OutputBuffer;
    ULONG length = 0;

    Packet->StatusBlock->Status = NO_ERROR;
    switch (Packet->IoControlCode) {
    case IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES:
        count->NumModes = 1;
        count->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
        length = sizeof(*count);
        break;
    case IOCTL_VIDEO_QUERY_AVAIL_MODES:
        DescribeMode(Packet->OutputBuffer);
        length = sizeof(VIDEO_MODE_INFORMATION);
        break;
    case IOCTL_VIDEO_SET_CURRENT_MODE:
        SetMode(ext);
        break;
    case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
        memory->VideoRamBase = ext->Frames;
        memory->VideoRamLength = ext->Length;
        memory->FrameBufferBase = ext->Frames;
        memory->FrameBufferLength = ext->Length;
        length = sizeof(*memory);
        break;
    case IOCTL_VIDEO_UNMAP_VIDEO_MEMORY:
        break;
    case IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES:
        // Its own memory, which is not the device's
        ((PVIDEO_PUBLIC_ACCESS_RANGES)Packet->OutputBuffer)->VirtualAddress = ext;
        length = sizeof(VIDEO_PUBLIC_ACCESS_RANGES);
        break;
    default:
        Packet->StatusBlock->Status = ERROR_INVALID_FUNCTION;
        return FALSE;
    }
    Packet->StatusBlock->Information = length;
    return TRUE;
}

ULONG
DriverEntry(PVOID Context1, PVOID Context2)
{
    VIDEO_HW_INITIALIZATION_DATA data;

    VideoPortZeroMemory(&data, sizeof(data));
    data.HwInitDataSize = sizeof(data);
    data.HwFindAdapter = LegacyFindAdapter;
    data.HwInitialize = LegacyInitialize;
    data.HwInterrupt = LegacyInterrupt;
    data.HwStartIO = LegacyStartIO;
    data.HwLegacyResourceList = Legacy;
    data.HwLegacyResourceCount = ARRAYSIZE(Legacy);
    data.HwDeviceExtensionSize = sizeof(EXT);
    data.AdapterInterfaceType = PCIBus;
    return VideoPortInitialize(Context1, Context2, &data, NULL);
}
