/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests that Windows' display driver sends to a video miniport through
 * HwVidStartIO, and what they carry.
 */
#ifndef _NTDDVDEO_
#define _NTDDVDEO_

#include "ntdef.h"
#include "devioctl.h"

#define IOCTL_VIDEO_QUERY_AVAIL_MODES \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x100, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x101, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_VIDEO_QUERY_CURRENT_MODE \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x102, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_VIDEO_SET_CURRENT_MODE \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x103, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_VIDEO_RESET_DEVICE \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x104, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* VIDEO_MODE.RequestedMode */
#define VIDEO_MODE_MAP_MEM_LINEAR 0x40000000
#define VIDEO_MODE_NO_ZERO_MEMORY 0x80000000

/* VIDEO_MODE_INFORMATION.AttributeFlags */
#define VIDEO_MODE_COLOR 0x0001
#define VIDEO_MODE_GRAPHICS 0x0002
#define VIDEO_MODE_PALETTE_DRIVEN 0x0004
#define VIDEO_MODE_MANAGED_PALETTE 0x0008
#define VIDEO_MODE_INTERLACED 0x0010
#define VIDEO_MODE_NO_OFF_SCREEN 0x0020
#define VIDEO_MODE_NO_64_BIT_ACCESS 0x0040
#define VIDEO_MODE_BANKED 0x0080
#define VIDEO_MODE_LINEAR 0x0100

typedef struct _VIDEO_MODE {
	ULONG RequestedMode;
} VIDEO_MODE, *PVIDEO_MODE;

typedef struct _VIDEO_MODE_INFORMATION {
	ULONG Length;
	ULONG ModeIndex;
	ULONG VisScreenWidth;		/* pixels */
	ULONG VisScreenHeight;		/* pixels */
	ULONG ScreenStride;		/* bytes from a line to the next */
	ULONG NumberOfPlanes;
	ULONG BitsPerPlane;
	ULONG Frequency;		/* Hz, 1 for the hardware's default */
	ULONG XMillimeter;
	ULONG YMillimeter;
	ULONG NumberRedBits;
	ULONG NumberGreenBits;
	ULONG NumberBlueBits;
	ULONG RedMask;
	ULONG GreenMask;
	ULONG BlueMask;
	ULONG AttributeFlags;
	ULONG VideoMemoryBitmapWidth;
	ULONG VideoMemoryBitmapHeight;
	ULONG DriverSpecificAttributeFlags;
} VIDEO_MODE_INFORMATION, *PVIDEO_MODE_INFORMATION;

typedef struct _VIDEO_NUM_MODES {
	ULONG NumModes;
	ULONG ModeInformationLength;	/* bytes of one VIDEO_MODE_INFORMATION */
} VIDEO_NUM_MODES, *PVIDEO_NUM_MODES;

typedef enum _VIDEO_POWER_STATE {
	VideoPowerUnspecified = 0,
	VideoPowerOn = 1,
	VideoPowerStandBy,
	VideoPowerSuspend,
	VideoPowerOff,
	VideoPowerHibernate,
	VideoPowerShutdown,
	VideoPowerMaximum
} VIDEO_POWER_STATE, *PVIDEO_POWER_STATE;

typedef struct _VIDEO_POWER_MANAGEMENT {
	ULONG Length;
	ULONG DPMSVersion;
	ULONG PowerState;		/* a VIDEO_POWER_STATE */
} VIDEO_POWER_MANAGEMENT, *PVIDEO_POWER_MANAGEMENT;

typedef struct _ENG_EVENT {
	PVOID pKEvent;
	ULONG fFlags;
} ENG_EVENT, *PENG_EVENT, *PEVENT;

#endif
