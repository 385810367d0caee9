/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Types of the AGP services. No machine that these modules run on has AGP:
 * VideoPortQueryServices() refuses the service, and a miniport that can do
 * without it goes on.
 */
#ifndef _VIDEOAGP_H_
#define _VIDEOAGP_H_

#include "ntbase.h"

#define VIDEO_AGP_RATE_1X 0x00000001
#define VIDEO_AGP_RATE_2X 0x00000002
#define VIDEO_AGP_RATE_4X 0x00000004
#define VIDEO_AGP_RATE_8X 0x00000008

typedef enum _VIDEO_PORT_CACHE_TYPE {
	__msvc_enum
	VpNonCached = 0,
	VpWriteCombined,
	VpCached
} VIDEO_PORT_CACHE_TYPE;

typedef BOOLEAN (NTAPI *PAGP_COMMIT_PHYSICAL)(PVOID HwDeviceExtension,
					      PVOID PhysicalReserveContext,
					      ULONG Pages, ULONG Offset);
typedef PVOID (NTAPI *PAGP_COMMIT_VIRTUAL)(PVOID HwDeviceExtension,
					   PVOID VirtualReserveContext,
					   ULONG Pages, ULONG Offset);
typedef VOID (NTAPI *PAGP_FREE_PHYSICAL)(PVOID HwDeviceExtension,
					 PVOID PhysicalReserveContext,
					 ULONG Pages, ULONG Offset);
typedef VOID (NTAPI *PAGP_FREE_VIRTUAL)(PVOID HwDeviceExtension,
					PVOID VirtualReserveContext,
					ULONG Pages, ULONG Offset);
typedef VOID (NTAPI *PAGP_RELEASE_PHYSICAL)(PVOID HwDeviceExtension,
					    PVOID PhysicalReserveContext);
typedef VOID (NTAPI *PAGP_RELEASE_VIRTUAL)(PVOID HwDeviceExtension,
					   PVOID VirtualReserveContext);
typedef PHYSICAL_ADDRESS (NTAPI *PAGP_RESERVE_PHYSICAL)(PVOID HwDeviceExtension,
							ULONG Pages,
							VIDEO_PORT_CACHE_TYPE Caching,
							PVOID *PhysicalReserveContext);
typedef PVOID (NTAPI *PAGP_RESERVE_VIRTUAL)(PVOID HwDeviceExtension,
					    HANDLE ProcessHandle,
					    PVOID PhysicalReserveContext,
					    PVOID *VirtualReserveContext);
typedef BOOLEAN (NTAPI *PAGP_SET_RATE)(PVOID HwDeviceExtension, ULONG AgpRate);

typedef struct _VIDEO_PORT_AGP_SERVICES {
	PAGP_RESERVE_PHYSICAL AgpReservePhysical;
	PAGP_RELEASE_PHYSICAL AgpReleasePhysical;
	PAGP_COMMIT_PHYSICAL AgpCommitPhysical;
	PAGP_FREE_PHYSICAL AgpFreePhysical;
	PAGP_RESERVE_VIRTUAL AgpReserveVirtual;
	PAGP_RELEASE_VIRTUAL AgpReleaseVirtual;
	PAGP_COMMIT_VIRTUAL AgpCommitVirtual;
	PAGP_FREE_VIRTUAL AgpFreeVirtual;
	ULONGLONG AllocationLimit;
} VIDEO_PORT_AGP_SERVICES, *PVIDEO_PORT_AGP_SERVICES;

/**
 * VideoPortGetAgpServices() - the AGP functions, in Windows 2000
 * @HwDeviceExtension: the caller's device extension
 * @AgpServices: left alone
 *
 * Return: FALSE.
 */
BOOLEAN NTAPI VideoPortGetAgpServices(PVOID HwDeviceExtension,
				      PVIDEO_PORT_AGP_SERVICES AgpServices);

#endif
