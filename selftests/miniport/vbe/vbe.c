/* SPDX-License-Identifier: GPL-2.0 */
/* A frame buffer for any card with a VBE BIOS, in the habits of such miniports. */
#include "vbe.h"

static VP_STATUS NTAPI
TakeValue(PVOID Extension, PVOID Context, PWSTR Name, PVOID Data, ULONG Length)
{
    if (Length == sizeof(ULONG)) {
        *(PULONG)Context = *(PULONG)Data;
    }
    return NO_ERROR;
}

static ULONG
Value(PEXT Ext, PWSTR Name)
{
    ULONG value = 0;

    VideoPortGetRegistryParameters(Ext, Name, FALSE, TakeValue, &value);
    return value;
}

VP_STATUS NTAPI
VbeFindAdapter(
    PVOID Extension,
    PVOID Context,
    PWSTR Argument,
    PVIDEO_PORT_CONFIG_INFO Config,
    PUCHAR Again
    )
{
    PEXT ext = Extension;
    VIDEO_ACCESS_RANGE ranges[4];
    VP_STATUS status;
    ULONG i;

    Config->BusInterruptLevel = 0;
    Config->BusInterruptVector = 0;
    VideoPortZeroMemory(ranges, sizeof(ranges));
    status = VideoPortGetAccessRanges(ext, 0, NULL, 4, ranges, NULL, NULL, NULL);
    if (status != NO_ERROR) {
        return status;
    }
    for (i = 0; i < 4; i++) {
        if (!ranges[i].RangeInIoSpace && ranges[i].RangeLength > ext->Frames.RangeLength) {
            ext->Frames = ranges[i];
        }
    }

    if (!Value(ext, L"NoInterface")) {
        status = BiosBegin(ext);
    }
    if (status == NO_ERROR && Value(ext, L"Bounds")) {
        status = BiosBounds(ext);
    }
    return status == NO_ERROR ? BiosListModes(ext) : status;
}

BOOLEAN NTAPI
VbeInitialize(PVOID Extension)
{
    return TRUE;
}

static VOID
DescribeModes(PEXT Ext, PVIDEO_MODE_INFORMATION Mode)
{
    ULONG i;

    for (i = 0; i < Ext->NumModes; i++, Mode++) {
        VideoPortZeroMemory(Mode, sizeof(*Mode));
        Mode->Length = sizeof(*Mode);
        Mode->ModeIndex = i;
        Mode->VisScreenWidth = Ext->Modes[i].Width;
        Mode->VisScreenHeight = Ext->Modes[i].Height;
        Mode->ScreenStride = Ext->Modes[i].Stride;
        Mode->NumberOfPlanes = 1;
        Mode->BitsPerPlane = 32;
        Mode->Frequency = 1;
        Mode->NumberRedBits = 8;
        Mode->NumberGreenBits = 8;
        Mode->NumberBlueBits = 8;
        Mode->RedMask = 0xFF0000;
        Mode->GreenMask = 0xFF00;
        Mode->BlueMask = 0xFF;
        Mode->AttributeFlags = VIDEO_MODE_COLOR | VIDEO_MODE_GRAPHICS;
    }
}

static VP_STATUS
SetMode(PEXT Ext, ULONG Index)
{
    VP_STATUS status;

    if (Index >= Ext->NumModes) {
        return ERROR_INVALID_PARAMETER;
    }
    status = BiosSetMode(Ext, Ext->Modes[Index].Number);
    if (status == NO_ERROR) {
        Ext->Mode = &Ext->Modes[Index];
    }
    return status;
}

static VP_STATUS
MapFrames(PEXT Ext, PVIDEO_MEMORY Requested, PVIDEO_MEMORY_INFORMATION Memory)
{
    PVOID address = Requested->RequestedVirtualAddress;
    ULONG length, inIoSpace = 0;
    VP_STATUS status;

    if (!Ext->Mode) {
        return ERROR_INVALID_FUNCTION;
    }
    length = Ext->Mode->Stride * Ext->Mode->Height;
    status = VideoPortMapMemory(Ext, Ext->Frames.RangeStart, &length, &inIoSpace, &address);
    Memory->VideoRamBase = address;
    Memory->VideoRamLength = length;
    Memory->FrameBufferBase = address;
    Memory->FrameBufferLength = length;
    return status;
}

BOOLEAN NTAPI
VbeStartIO(PVOID Extension, PVIDEO_REQUEST_PACKET Packet)
{
    PEXT ext = Extension;
    PVIDEO_NUM_MODES count = Packet->OutputBuffer;
    PVIDEO_MEMORY memory;
    VP_STATUS status = NO_ERROR;
    ULONG length = 0;

    switch (Packet->IoControlCode) {
    case IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES:
        count->NumModes = ext->NumModes;
        count->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
        length = sizeof(*count);
        break;
    case IOCTL_VIDEO_QUERY_AVAIL_MODES:
        length = ext->NumModes * sizeof(VIDEO_MODE_INFORMATION);
        if (Packet->OutputBufferLength < length) {
            status = ERROR_INSUFFICIENT_BUFFER;
            break;
        }
        DescribeModes(ext, Packet->OutputBuffer);
        break;
    case IOCTL_VIDEO_SET_CURRENT_MODE:
        status = SetMode(ext, ((PVIDEO_MODE)Packet->InputBuffer)->RequestedMode);
        break;
    case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
        status = MapFrames(ext, Packet->InputBuffer, Packet->OutputBuffer);
        length = sizeof(VIDEO_MEMORY_INFORMATION);
        break;
    case IOCTL_VIDEO_UNMAP_VIDEO_MEMORY:
        memory = Packet->InputBuffer;
        status = VideoPortUnmapMemory(ext, memory->RequestedVirtualAddress, 0);
        break;
    default:
        status = ERROR_INVALID_FUNCTION;
        break;
    }
    Packet->StatusBlock->Status = status;
    Packet->StatusBlock->Information = status == NO_ERROR ? length : 0;
    return TRUE;
}

ULONG
DriverEntry(PVOID Context1, PVOID Context2)
{
    VIDEO_HW_INITIALIZATION_DATA data;

    VideoPortZeroMemory(&data, sizeof(data));
    data.HwInitDataSize = sizeof(data);
    data.HwFindAdapter = VbeFindAdapter;
    data.HwInitialize = VbeInitialize;
    data.HwStartIO = VbeStartIO;
    data.HwDeviceExtensionSize = sizeof(EXT);
    data.AdapterInterfaceType = PCIBus;
    return VideoPortInitialize(Context1, Context2, &data, NULL);
}
