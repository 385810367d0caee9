/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A miniport for the Cirrus Logic GD5446 of QEMU's cirrus-vga, in the habits of its time:
 * a table of access ranges with VGA's ports and memory, a switch of requests, a table of
 * modes. It is one of two miniports here that want VGA's ranges.
 */
#include "cirrus.h"

#define RANGE_VGA_WINDOW    2
#define RANGE_FRAMES        3
#define WINDOW_LENGTH       0x10000

static const VIDEO_ACCESS_RANGE AccessRanges[] = {
    { { { 0x3B0, 0 } }, 0x0C, 1, 1, 0, 0 },
    { { { 0x3C0, 0 } }, 0x20, 1, 1, 0, 0 },
    { { { 0xA0000, 0 } }, 0x20000, 0, 1, 0, 0 },
};

static WCHAR ChipType[] = L"CL-GD5446";

static VP_STATUS
MapPorts(PHW_DEVICE_EXTENSION Ext, PVIDEO_ACCESS_RANGE Ranges)
{
    ULONG length = WINDOW_LENGTH, inIoSpace = VIDEO_MEMORY_SPACE_MEMORY;

    Ext->Ports = VideoPortGetDeviceBase(Ext, Ranges[1].RangeStart, Ranges[1].RangeLength,
                                        VIDEO_MEMORY_SPACE_IO);
    if (Ext->Ports == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    return VideoPortMapMemory(Ext, Ranges[RANGE_VGA_WINDOW].RangeStart, &length, &inIoSpace,
        (PVOID *)&Ext->Window);
}

static BOOLEAN
IsOurs(PHW_DEVICE_EXTENSION Ext)
{
    CirrusOut(Ext, MISC_OUTPUT_PORT, MISC_COLOR);
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_UNLOCK, SEQ_UNLOCK_KEY);
    return (BOOLEAN)(CirrusGet(Ext, SEQ_ADDRESS_PORT, SEQ_UNLOCK) == SEQ_UNLOCK_KEY &&
                     CirrusGet(Ext, CRTC_ADDRESS_PORT, CRTC_CHIP_ID) == CHIP_ID_GD5446);
}

static VOID
DescribeHardware(PHW_DEVICE_EXTENSION Ext)
{
    ULONG memory = Ext->FrameLength + POINTER_AREA;

    VideoPortSetRegistryParameters(Ext, L"HardwareInformation.ChipType", ChipType,
                                   sizeof(ChipType));
    VideoPortSetRegistryParameters(Ext, L"HardwareInformation.MemorySize", &memory,
                                   sizeof(memory));
}

VP_STATUS NTAPI
CirrusFindAdapter(
    PVOID HwDeviceExtension,
    PVOID HwContext,
    PWSTR ArgumentString,
    PVIDEO_PORT_CONFIG_INFO ConfigInfo,
    PUCHAR Again
    )
{
    PHW_DEVICE_EXTENSION ext = HwDeviceExtension;
    VIDEO_ACCESS_RANGE ranges[RANGE_FRAMES + 2];
    USHORT vendor = 0x1013, device = 0x00B8;
    ULONG slot = 0;
    VP_STATUS status;

    if (ConfigInfo->Length < sizeof(VIDEO_PORT_CONFIG_INFO)) {
        return ERROR_INVALID_PARAMETER;
    }
    VideoPortMoveMemory(ranges, (PVOID)AccessRanges, sizeof(AccessRanges));
    status = VideoPortGetAccessRanges(ext, 0, NULL, 2, &ranges[RANGE_FRAMES], &vendor, &device,
                                      &slot);
    if (status == NO_ERROR) {
        status = VideoPortVerifyAccessRanges(ext, RANGE_FRAMES + 1, ranges);
    }
    if (status == NO_ERROR) {
        status = MapPorts(ext, ranges);
    }
    if (status != NO_ERROR) {
        return status;
    }

    if (!IsOurs(ext) || (CirrusGet(ext, SEQ_ADDRESS_PORT, SEQ_MEMORY_SIZE) &
                         MEMORY_SIZE_MASK) != MEMORY_SIZE_4MB) {
        return ERROR_DEV_NOT_EXIST;
    }
    ext->FrameAddress = ranges[RANGE_FRAMES].RangeStart;
    ext->FrameLength = 0x400000 - POINTER_AREA;
    if (!CirrusGetPointer(ext)) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }

    DescribeHardware(ext);
    ConfigInfo->NumEmulatorAccessEntries = 0;
    ConfigInfo->EmulatorAccessEntries = NULL;
    ConfigInfo->HardwareStateSize = 0;
    *Again = FALSE;
    return NO_ERROR;
}

BOOLEAN NTAPI
CirrusInitialize(PVOID HwDeviceExtension)
{
    return TRUE;
}

//
// What the display driver draws in: the linear memory, or the window at A0000.
//

static VP_STATUS
MapFrames(PHW_DEVICE_EXTENSION Ext, PVIDEO_MEMORY Wanted, PVIDEO_MEMORY_INFORMATION Memory)
{
    BOOLEAN banked = CirrusModes[Ext->Mode].Banked;
    PHYSICAL_ADDRESS start = Ext->FrameAddress;
    ULONG inIoSpace = VIDEO_MEMORY_SPACE_MEMORY;

    Memory->VideoRamBase = Wanted->RequestedVirtualAddress;
    Memory->VideoRamLength = banked ? WINDOW_LENGTH : Ext->FrameLength;
    if (banked) {
        start = AccessRanges[RANGE_VGA_WINDOW].RangeStart;
    }
    Memory->FrameBufferLength = Memory->VideoRamLength;
    if (VideoPortMapMemory(Ext, start, &Memory->VideoRamLength, &inIoSpace,
                           &Memory->VideoRamBase) != NO_ERROR) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    Memory->FrameBufferBase = Memory->VideoRamBase;
    return NO_ERROR;
}

static VOID
Close(PHW_DEVICE_EXTENSION Ext)
{
    CirrusShowPointer(Ext, FALSE);
    CirrusPutPointer(Ext);
}

static VP_STATUS
Reopen(PHW_DEVICE_EXTENSION Ext)
{
    return CirrusGetPointer(Ext) ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

BOOLEAN NTAPI
CirrusStartIO(PVOID HwDeviceExtension, PVIDEO_REQUEST_PACKET RequestPacket)
{
    PHW_DEVICE_EXTENSION ext = HwDeviceExtension;
    PVOID in = RequestPacket->InputBuffer, out = RequestPacket->OutputBuffer;
    ULONG inLength = RequestPacket->InputBufferLength;
    ULONG outLength = RequestPacket->OutputBufferLength;
    ULONG length = 0, i;
    VP_STATUS status = NO_ERROR;

    switch (RequestPacket->IoControlCode) {
    case IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES:
        length = sizeof(VIDEO_NUM_MODES);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        ((PVIDEO_NUM_MODES)out)->NumModes = CirrusModeCount;
        ((PVIDEO_NUM_MODES)out)->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
        break;

    case IOCTL_VIDEO_QUERY_AVAIL_MODES:
        length = CirrusModeCount * sizeof(VIDEO_MODE_INFORMATION);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        for (i = 0; i < CirrusModeCount; i++) {
            CirrusDescribeMode(i, (PVIDEO_MODE_INFORMATION)out + i);
        }
        break;

    case IOCTL_VIDEO_QUERY_CURRENT_MODE:
        length = sizeof(VIDEO_MODE_INFORMATION);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        CirrusDescribeMode(ext->Mode, out);
        break;

    case IOCTL_VIDEO_SET_CURRENT_MODE:
        if (inLength < sizeof(VIDEO_MODE) ||
            ((PVIDEO_MODE)in)->RequestedMode >= CirrusModeCount) {
            status = ERROR_INVALID_PARAMETER;
            break;
        }
        CirrusSetMode(ext, ((PVIDEO_MODE)in)->RequestedMode);
        break;

    case IOCTL_VIDEO_SET_COLOR_REGISTERS:
        status = CirrusSetColors(ext, in, inLength);
        break;

    case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
        length = sizeof(VIDEO_MEMORY_INFORMATION);
        if (inLength < sizeof(VIDEO_MEMORY) || outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        status = MapFrames(ext, in, out);
        break;

    case IOCTL_VIDEO_UNMAP_VIDEO_MEMORY:
        if (inLength < sizeof(VIDEO_MEMORY)) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        status = VideoPortUnmapMemory(ext, ((PVIDEO_MEMORY)in)->RequestedVirtualAddress, 0);
        break;

    case IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES:
        // The window as it was mapped once, in HwVidFindAdapter
        length = sizeof(VIDEO_PUBLIC_ACCESS_RANGES);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        ((PVIDEO_PUBLIC_ACCESS_RANGES)out)->InIoSpace = FALSE;
        ((PVIDEO_PUBLIC_ACCESS_RANGES)out)->MappedInIoSpace = FALSE;
        ((PVIDEO_PUBLIC_ACCESS_RANGES)out)->VirtualAddress = ext->Window;
        break;

    case IOCTL_VIDEO_QUERY_POINTER_CAPABILITIES:
        length = sizeof(VIDEO_POINTER_CAPABILITIES);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        VideoPortZeroMemory(out, length);
        ((PVIDEO_POINTER_CAPABILITIES)out)->Flags = VIDEO_MODE_ASYNC_POINTER |
            VIDEO_MODE_MONO_POINTER;
        ((PVIDEO_POINTER_CAPABILITIES)out)->MaxWidth = POINTER_EDGE;
        ((PVIDEO_POINTER_CAPABILITIES)out)->MaxHeight = POINTER_EDGE;
        break;

    case IOCTL_VIDEO_SET_POINTER_ATTR:
        // The four steps again, as after IOCTL_VIDEO_RESET_DEVICE
        status = ext->PointerImage == NULL ? Reopen(ext) : NO_ERROR;
        if (status == NO_ERROR) {
            status = CirrusSetPointer(ext, in, inLength);
        }
        break;

    case IOCTL_VIDEO_SET_POINTER_POSITION:
        if (inLength < sizeof(VIDEO_POINTER_POSITION)) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        CirrusPlacePointer(ext, ((PVIDEO_POINTER_POSITION)in)->Column,
                           ((PVIDEO_POINTER_POSITION)in)->Row);
        break;

    case IOCTL_VIDEO_QUERY_POINTER_POSITION:
        length = sizeof(VIDEO_POINTER_POSITION);
        if (outLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        *(PVIDEO_POINTER_POSITION)out = ext->PointerPosition;
        break;

    case IOCTL_VIDEO_ENABLE_POINTER:
    case IOCTL_VIDEO_DISABLE_POINTER:
        CirrusShowPointer(ext,
                          (BOOLEAN)(RequestPacket->IoControlCode == IOCTL_VIDEO_ENABLE_POINTER));
        break;

    case IOCTL_VIDEO_RESET_DEVICE:
        Close(ext);
        break;

    default:
        status = ERROR_INVALID_FUNCTION;
        break;
    }

    RequestPacket->StatusBlock->Information = status == NO_ERROR ? length : 0;
    RequestPacket->StatusBlock->Status = status;
    return TRUE;
}

ULONG
DriverEntry(PVOID Context1, PVOID Context2)
{
    VIDEO_HW_INITIALIZATION_DATA data;

    VideoPortZeroMemory(&data, sizeof(data));
    data.HwInitDataSize = sizeof(data);
    data.AdapterInterfaceType = PCIBus;
    data.HwFindAdapter = CirrusFindAdapter;
    data.HwInitialize = CirrusInitialize;
    data.HwStartIO = CirrusStartIO;
    data.HwDeviceExtensionSize = sizeof(HW_DEVICE_EXTENSION);
    return VideoPortInitialize(Context1, Context2, &data, NULL);
}
