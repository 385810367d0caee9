/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A video miniport for virtio-gpu on PCI (virtio 1.2, modern interface only).
 *
 * A room is a .c and a .h; its functions bear its name behind Vg. Calls go up
 * this list only, from a later room to an earlier one; where an earlier has
 * something to say to a later it was given a function to call.
 *
 *   complain	what the device does wrong, in the log
 *   dma	memory that the device reaches
 *   pci	where the device's structures lie, and its registers
 *   queue	chains on their way to the device, and its answers
 *   wait	for answers, at PASSIVE
 *   command	one at a time, waited for
 *   frames	many at a time, reaped
 *   sets	whose frames they are, and the screen
 *   detach	sets on their way out
 *   shape	what a pointer looks like
 *   cursor	its queue
 *   pointer	the pointer, requests about it
 *   display	the monitor, its modes, requests about them
 *   device	from reset to DRIVER_OK and back
 *   ring	FRAME_RING, by which the port driver finds frames and sets
 *   interrupt	and DPC
 *   entry	the miniport's life
 *
 * Locking: the queue, and all that says what is in flight or done, lie under
 * Lock, which DISPATCH functions, the DPC and PASSIVE functions share. What
 * only PASSIVE functions touch needs no lock: the port driver calls them one
 * at a time.
 */
#ifndef VIRTIO_GPU_H
#define VIRTIO_GPU_H

#include "base.h"
#include "command.h"
#include "complain.h"
#include "cursor.h"
#include "detach.h"
#include "device.h"
#include "display.h"
#include "dma.h"
#include "frames.h"
#include "interrupt.h"
#include "pci.h"
#include "pointer.h"
#include "queue.h"
#include "ring.h"
#include "sets.h"
#include "shape.h"
#include "wait.h"

struct _VG_EXTENSION {
	PSPIN_LOCK Lock;
	VG_COMPLAINTS Complaints;
	VG_DMA Dma;
	VG_PCI Pci;
	VG_QUEUE Queue;
	VG_COMMAND Command;
	VG_FRAMES Frames;
	VG_SETS Sets;
	VG_DETACH Detach;
	VG_CURSOR Cursor;
	VG_POINTER Pointer;
	VG_DISPLAY Display;
	VG_DEVICE Device;
	VG_RING Ring;
};

#endif
