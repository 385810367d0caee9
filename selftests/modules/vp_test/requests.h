/* SPDX-License-Identifier: GPL-2.0 */
/* Requests of vp_test's own, for the miniport and for the program that sends them. */
#ifndef VPT_REQUESTS_H
#define VPT_REQUESTS_H

#define VPT_CODE(number) \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x800 + (number), METHOD_BUFFERED, \
		 FILE_ANY_ACCESS)

#define VPT_ECHO VPT_CODE(0)	/* the input, every bit turned */
#define VPT_CLAIM VPT_CODE(1)	/* one byte more of output than there is room */
#define VPT_STATUS VPT_CODE(2)	/* a ULONG: that status */
#define VPT_FALSE VPT_CODE(3)	/* HwVidStartIO returns FALSE and ERROR_INVALID_PARAMETER */
#define VPT_LEAVE VPT_CODE(4)	/* the status block is left alone */
#define VPT_FILL VPT_CODE(5)	/* a ULONG: that status, and all of the output */
#define VPT_HOLD VPT_CODE(6)	/* for as long as the test says, asleep */
#define VPT_MAP VPT_CODE(7)	/* struct vpt_view: the address comes out */
#define VPT_UNMAP VPT_CODE(8)	/* struct vpt_view: its address */
#define VPT_CLAIM_ALL VPT_CODE(9)	/* all of the output, with nothing written */
#define VPT_LOCK VPT_CODE(10)	/* struct vpt_view: that memory, for good */
#define VPT_WAIT VPT_CODE(11)	/* for an event that never comes */
#define VPT_POLL VPT_CODE(12)	/* for as long as the test says, by stalling */
#define VPT_DEVICE_LOCK VPT_CODE(13)	/* struct vpt_locks */
#define VPT_GROW VPT_CODE(14)	/* output, and as much behind the buffer's end */
#define VPT_KEEP VPT_CODE(15)	/* the output stays locked for DMA */
#define VPT_KEPT VPT_CODE(16)	/* ... and is as it was, and is unlocked */
#define VPT_RAISE VPT_CODE(17)	/* a spin lock stays held */
#define VPT_OUT_OF_ORDER VPT_CODE(18)	/* two are released so, with their IRQL */
#define VPT_WAIT_FOR_DMA VPT_CODE(19)	/* as VPT_WAIT, with transfers under way */

struct vpt_locks {
	ULONG acquired;		/* times that the device lock is taken, */
	ULONG released;		/* then released */
};

struct vpt_view {
	ULONG offset;		/* in BAR 0 */
	ULONG length;
	ULONG space;		/* VIDEO_MEMORY_SPACE_* */
	ULONG pad;
	PVOID address;
};

#endif
