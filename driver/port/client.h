/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For a front end inside the kernel: what /dev/videoportN is for a program. The one
 * header of the port driver's that a module other than a miniport includes.
 *
 * A client is the front end's hold on one adapter. Sets of frames, presents and the
 * screen's one owner are those that programs have; what a client presents is done in
 * its order, and it is called when something is.
 */
#ifndef VIDEOPORT_CLIENT_H
#define VIDEOPORT_CLIENT_H

#include <linux/list.h>
#include <linux/types.h>

#include "uapi/videoport.h"

struct device;
struct dma_buf;
struct dma_resv;
struct module;
struct vm_area_struct;
struct vm_fault;
struct vp_adapter;
struct vp_client;
struct vp_set;

/* Bytes of an EDID */
#define VP_CLIENT_EDID	256

/* Presents that a client may have under way */
#define VP_CLIENT_DEPTH	8

/**
 * struct vp_client_state - an adapter's front end; the room's one lock
 * @node: in the list of all adapters that a front end may have, or empty
 * @client: the front end's hold on this one, or NULL
 */
struct vp_client_state {
	struct list_head node;
	struct vp_client *client;
};

/**
 * struct vp_client_ops - a front end
 * @add: there is an adapter: it has modes, and a ring or memory to draw in. 0, or it goes
 *	on without one
 * @remove: the adapter or the front end goes. The device is not to be had any more, and
 *	of sets only what vp_client_vmap() has given before; on return neither that
 * @hotplug: there may be other modes, and another monitor
 * @sleep: the device is about to sleep; nothing is to be presented until @wake
 * @wake: it is awake. Both also around a reset, where there is no ring
 * @done: vp_client_take() may have something that is wanted, or refuse for another reason
 *	than before; softirq or process context, under RCU: it may not sleep. It may be
 *	called by vp_client_present(), and on several processors at a time
 *
 * All but @done are called one at a time, in process context, and may sleep.
 */
struct vp_client_ops {
	int (*add)(struct vp_client *client);
	void (*remove)(struct vp_client *client);
	void (*hotplug)(struct vp_client *client);
	void (*sleep)(struct vp_client *client);
	void (*wake)(struct vp_client *client);
	void (*done)(struct vp_client *client);
};

/**
 * struct vp_client_rect - a part of a set's frame, pixels
 * @x: left edge
 * @y: upper edge
 * @width: not 0
 * @height: not 0
 */
struct vp_client_rect {
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/**
 * struct vp_client_pixel - what a mode in the device's memory has of a pixel
 * @bytes: 1 to 4, the lowest first
 * @red: bits of it, unless @palette; @green, @blue likewise
 * @green: see @red
 * @blue: see @red
 * @palette: it is the number of a colour that vp_client_palette() has set
 */
struct vp_client_pixel {
	u32 bytes;
	u32 red;
	u32 green;
	u32 blue;
	bool palette;
};

/**
 * struct vp_client_screen - a mode that is set in the device's memory
 * @memory: its upper left pixel
 * @pitch: bytes from a line to the next
 * @width: pixels
 * @height: pixels
 * @bytes: of a pixel
 */
struct vp_client_screen {
	void __iomem *memory;
	u32 pitch;
	u32 width;
	u32 height;
	u32 bytes;
};

/**
 * struct vp_client_color - a colour of the palette
 * @red: 0 to 255
 * @green: 0 to 255
 * @blue: 0 to 255
 */
struct vp_client_color {
	u8 red;
	u8 green;
	u8 blue;
};

/**
 * struct vp_client_share - what a front end has to do with a dma-buf of a set
 * @owner: its module, which stays as long
 * @release: the dma-buf goes; process context. It says whose @data is
 * @data: the front end's
 * @resv: the fences of who draws into the set
 */
struct vp_client_share {
	struct module *owner;
	void (*release)(void *data);
	void *data;
	struct dma_resv *resv;
};

/* For the front end */
int vp_client_register(const struct vp_client_ops *ops);
void vp_client_unregister(const struct vp_client_ops *ops);
void vp_client_get(struct vp_client *client);
void vp_client_put(struct vp_client *client);
void vp_client_set_data(struct vp_client *client, void *data);
void *vp_client_data(struct vp_client *client);
struct device *vp_client_device(struct vp_client *client);
void vp_client_limits(struct vp_client *client, u32 *width, u32 *height);
unsigned int vp_client_modes(struct vp_client *client, unsigned int *preferred);
int vp_client_mode(struct vp_client *client, unsigned int index, struct videoport_mode *mode);
void vp_client_edid(struct vp_client *client, u8 *edid);

struct vp_set *vp_client_make(struct vp_client *client, u32 width, u32 height, u32 *pitch,
			      u64 *bytes);
void vp_client_free(struct vp_client *client, struct vp_set *set);
struct vp_set *vp_client_import(struct vp_client *client, struct dma_buf *buf, u32 pitch,
				u32 height);
int vp_client_mmap(struct vp_set *set, struct vm_area_struct *vma);
vm_fault_t vp_client_fault(struct vp_set *set, struct vm_fault *vmf, unsigned long page);
int vp_client_access(struct vp_set *set, u64 at, void *buf, int len, bool write);
int vp_client_vmap(struct vp_set *set, void **to);
void vp_client_vunmap(struct vp_set *set);
struct dma_buf *vp_client_export(struct vp_set *set, int flags,
				 const struct vp_client_share *share);
void *vp_client_exported(const struct dma_buf *buf, void (*release)(void *data));

int vp_client_refusal(struct vp_client *client);
int vp_client_present(struct vp_client *client, struct vp_set *set,
		      const struct vp_client_rect *window, const struct vp_client_rect *damage);
void vp_client_want(struct vp_client *client, bool wanted);
bool vp_client_look(struct vp_client *client);
int vp_client_take(struct vp_client *client);
void vp_client_yield(struct vp_client *client);
void vp_client_blank(struct vp_client *client);

/* Where there is no ring: the device's memory */
bool vp_client_is_linear(struct vp_client *client);
int vp_client_pixel(struct vp_client *client, unsigned int index,
		    struct vp_client_pixel *pixel);
int vp_client_set(struct vp_client *client, unsigned int index, struct vp_client_screen *screen);
int vp_client_palette(struct vp_client *client, const struct vp_client_color *colors,
		      unsigned int count);
void vp_client_unset(struct vp_client *client);

/* The pointer, where the miniport has one */
int vp_client_pointer(struct vp_client *client, u32 *width, u32 *height);
int vp_client_pointer_set(struct vp_client *client, const u32 *pixels, u32 width, u32 height,
			  s32 x, s32 y);
int vp_client_pointer_move(struct vp_client *client, s32 x, s32 y);
void vp_client_pointer_hide(struct vp_client *client);

/* The light behind the screen, where the miniport can set it */
int vp_client_levels(struct vp_client *client, u8 *levels, u32 max);
int vp_client_brightness(struct vp_client *client);
int vp_client_brighten(struct vp_client *client, u8 level);

/* For adapter.c */
void vp_client_init(struct vp_adapter *adapter);
void vp_client_add(struct vp_adapter *adapter);
void vp_client_del(struct vp_adapter *adapter);
void vp_client_sleep(struct vp_adapter *adapter);
void vp_client_wake(struct vp_adapter *adapter);
void vp_client_before_reset(struct vp_adapter *adapter);
void vp_client_after_reset(struct vp_adapter *adapter);

#endif
