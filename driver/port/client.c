// SPDX-License-Identifier: GPL-2.0
/*
 * A front end inside the kernel, and its hold on each adapter. It has what an open file
 * has, by the same functions: sets, a presenter, and a place among those who wait.
 */
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "adapter.h"
#include "brightness.h"
#include "client.h"
#include "compat/export.h"
#include "compat/vm_flags.h"
#include "frames/display.h"
#include "frames/export.h"
#include "frames/interface.h"
#include "frames/present.h"
#include "frames/presenter.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "linear.h"
#include "monitor.h"
#include "pointer.h"

static_assert(VP_CLIENT_EDID == VP_MONITOR_EDID);

/**
 * struct vp_client - a front end's hold on an adapter
 * @ref: the adapter's, and whoever of the front end has it
 * @adapter: one reference on its device
 * @ops: the front end; constant
 * @linear: its adapter has no ring; constant
 * @reset: it sleeps because of a reset; WRITE_ONCE under vp_client_lock
 * @data: its own
 * @listener: hears of completions, from the first present on
 * @waiters: where it does
 * @presenter: its presents
 */
struct vp_client {
	struct kref ref;
	struct vp_adapter *adapter;
	const struct vp_client_ops *ops;
	bool linear;
	bool reset;
	void *data;
	struct vp_listener listener;
	struct vp_waiters *waiters;
	struct vp_presenter presenter;
};

/* Within it a front end makes and ends what it likes: it is taken before all others. */
static DEFINE_MUTEX(vp_client_lock); /* guards all below, and vp_client_state */
static LIST_HEAD(vp_client_adapters);
static const struct vp_client_ops *vp_client_front;

static void vp_client_release(struct kref *ref)
{
	struct vp_client *client = container_of(ref, struct vp_client, ref);

	vp_waiters_put(client->waiters);
	put_device(&client->adapter->dev);
	kfree(client);
}

/**
 * vp_client_get() - hold a client
 * @client: a client
 *
 * Its calls then answer for a device that is gone, too.
 *
 * Context: any.
 */
void vp_client_get(struct vp_client *client)
{
	kref_get(&client->ref);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_get);

/**
 * vp_client_put() - let go of it
 * @client: the client, of which no set is left
 *
 * Context: process context, may sleep.
 */
void vp_client_put(struct vp_client *client)
{
	kref_put(&client->ref, vp_client_release);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_put);

void vp_client_set_data(struct vp_client *client, void *data)
{
	WRITE_ONCE(client->data, data);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_set_data);

void *vp_client_data(struct vp_client *client)
{
	return READ_ONCE(client->data);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_data);

/* The PCI function; until the client is removed. */
struct device *vp_client_device(struct vp_client *client)
{
	return &client->adapter->pdev->dev;
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_device);

/* The largest frame, pixels */
void vp_client_limits(struct vp_client *client, u32 *width, u32 *height)
{
	*width = vp_interface_limits(client->adapter)->MaxWidth;
	*height = vp_interface_limits(client->adapter)->MaxHeight;
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_limits);

/* As vp_monitor_modes() */
unsigned int vp_client_modes(struct vp_client *client, unsigned int *preferred)
{
	return vp_monitor_modes(client->adapter, preferred);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_modes);

/* As vp_monitor_mode() */
int vp_client_mode(struct vp_client *client, unsigned int index, struct videoport_mode *mode)
{
	return vp_monitor_mode(client->adapter, index, mode);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_mode);

/* @edid: room for VP_CLIENT_EDID bytes, which become zero where there is none. */
void vp_client_edid(struct vp_client *client, u8 *edid)
{
	vp_monitor_edid(client->adapter, edid);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_edid);

/* What a set of one frame is like: its size is given, the rest the port driver's */
static int vp_client_plan(struct vp_client *client, u32 width, u32 height,
			  struct videoport_ring *geometry)
{
	*geometry = (struct videoport_ring) {
		.width = width,
		.height = height,
		.format = VIDEOPORT_FORMAT_XRGB8888,
		.frames = 1,
	};
	return vp_display_plan(client->adapter, geometry, 1);
}

/* @set: or an ERR_PTR; a new one, and gone where it can't be attached */
static struct vp_set *vp_client_attach(struct vp_set *set)
{
	int ret;

	if (IS_ERR(set))
		return set;
	ret = vp_display_attach(set);
	if (!ret)
		return set;
	vp_set_put(set);
	return ERR_PTR(ret);
}

/**
 * vp_client_make() - make a set of one frame, which the device may read
 * @client: the client
 * @width: pixels
 * @height: pixels
 * @pitch: where the bytes from a line to the next go
 * @bytes: where its size goes, whole pages
 *
 * Context: process context, may sleep, takes the device lock by turns.
 * Return: the set, zeroed, or an ERR_PTR that uapi/videoport.h names, or -EINTR,
 * -ERESTARTSYS.
 */
struct vp_set *vp_client_make(struct vp_client *client, u32 width, u32 height, u32 *pitch,
			      u64 *bytes)
{
	struct videoport_ring geometry;
	int ret = vp_client_plan(client, width, height, &geometry);

	if (ret)
		return ERR_PTR(ret);
	*pitch = geometry.pitch;
	*bytes = geometry.frame_bytes;
	return vp_client_attach(vp_set_create(client->adapter, &geometry, false));
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_make);

/**
 * vp_client_import() - make a set of somebody else's memory, which the device may read
 * @client: the client
 * @buf: the memory, held until the device has let go of it
 * @pitch: bytes from a line to the next
 * @height: lines, which lie within
 *
 * It has no mapping and no access by this header: the dma-buf has.
 *
 * Context: process context, may sleep, takes the device lock by turns.
 * Return: the set; -EOPNOTSUPP where the device can't read it as it is; as
 * vp_client_make().
 */
struct vp_set *vp_client_import(struct vp_client *client, struct dma_buf *buf, u32 pitch,
				u32 height)
{
	struct videoport_ring geometry;
	int ret = vp_client_plan(client, pitch / 4, height, &geometry);

	if (ret)
		return ERR_PTR(ret);
	if (geometry.pitch != pitch)
		return ERR_PTR(-EOPNOTSUPP);
	return vp_client_attach(vp_set_import(client->adapter, &geometry, buf));
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_import);

/**
 * vp_client_free() - let go of a set
 * @client: the client
 * @set: the set, which no mapping has any more
 *
 * What is under way of it comes to its end, and then the memory goes.
 *
 * Context: process context, may sleep, with mmap_lock held or not: it does not wait for
 * the device.
 */
void vp_client_free(struct vp_client *client, struct vp_set *set)
{
	vp_present_forget(&client->presenter, set);
	vp_display_detach(set);
	vp_set_put(set);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_free);

/**
 * vp_client_mmap() - let an area show a set
 * @set: the set, which the area's owner holds
 * @vma: the area; its faults go to vp_client_fault()
 *
 * Context: mmap_lock held, may sleep.
 * Return: 0; -EINVAL for a private area; -ENODEV when the device is gone; -ENXIO.
 */
int vp_client_mmap(struct vp_set *set, struct vm_area_struct *vma)
{
	int ret;

	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	ret = vp_set_mmap(set, vma);
	if (!ret)
		vp_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	return ret;
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_mmap);

/* As vp_set_fault() */
vm_fault_t vp_client_fault(struct vp_set *set, struct vm_fault *vmf, unsigned long page)
{
	return vp_set_fault(set, vmf, page);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_fault);

/* As vp_set_access() */
int vp_client_access(struct vp_set *set, u64 at, void *buf, int len, bool write)
{
	return vp_set_access(set, at, buf, len, write);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_access);

/* As vp_set_vmap() */
int vp_client_vmap(struct vp_set *set, void **to)
{
	return vp_set_vmap(set, to);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_vmap);

/* The same task that has mapped it */
void vp_client_vunmap(struct vp_set *set)
{
	vp_set_vunmap(set);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_vunmap);

/**
 * vp_client_export() - make a dma-buf of a set
 * @set: the set
 * @flags: as vp_export()
 * @share: what the front end has to do with it; not called where there is none
 *
 * Context: process context, may sleep, takes set.lock.
 * Return: as vp_export().
 */
struct dma_buf *vp_client_export(struct vp_set *set, int flags,
				 const struct vp_client_share *share)
{
	return vp_export(set, 0, flags, share);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_export);

/* As vp_export_data() */
void *vp_client_exported(const struct dma_buf *buf, void (*release)(void *data))
{
	return vp_export_data(buf, release);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_exported);

/**
 * vp_client_refusal() - why nothing could be presented now
 * @client: the client
 *
 * Context: process context.
 * Return: 0; -EBUSY if another has the screen; -ENODEV; -EIO.
 */
int vp_client_refusal(struct vp_client *client)
{
	/* What it has is about to be lost. */
	if (READ_ONCE(client->reset))
		return -EBUSY;
	if (vp_client_is_linear(client))
		return vp_linear_refusal(client->adapter);
	return vp_present_refusal(&client->presenter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_refusal);

/**
 * vp_client_present() - present a set, on the screen if it is free
 * @client: the client
 * @set: the set
 * @window: what of it the screen shows, and the screen is as large; within it
 * @damage: what has changed since it was presented last; within @window
 *
 * Context: softirq or process context; no other may present for the client meanwhile.
 * Return: 0, and it will be done; -EAGAIN if VP_CLIENT_DEPTH are under way or not taken;
 * -EBUSY if another has the screen; -ENODEV; -EIO; -EINVAL for a part that is not within.
 */
int vp_client_present(struct vp_client *client, struct vp_set *set,
		      const struct vp_client_rect *window, const struct vp_client_rect *damage)
{
	struct videoport_frame frame = {
		.x = damage->x,
		.y = damage->y,
		.width = damage->width,
		.height = damage->height,
	};
	FRAME_RECT shown = {
		.Left = window->x,
		.Top = window->y,
		.Width = window->width,
		.Height = window->height,
	};

	if (!window->width || !window->height || !damage->width || !damage->height ||
	    (u64)window->x + window->width > set->desc.Width ||
	    (u64)window->y + window->height > set->desc.Height ||
	    damage->x < window->x || damage->y < window->y ||
	    (u64)damage->x + damage->width > (u64)window->x + window->width ||
	    (u64)damage->y + damage->height > (u64)window->y + window->height)
		return -EINVAL;
	return vp_present_accept(&client->presenter, set, &shown, &frame, 1, NULL);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_present);

/**
 * vp_client_want() - whether the front end is to be called for what is done next
 * @client: the client; as it begins nothing is wanted
 * @wanted: so. Else what is done is found by vp_client_present() and vp_client_look()
 *
 * It holds for presents from the next one on, and those that are under way then.
 *
 * Context: any.
 */
void vp_client_want(struct vp_client *client, bool wanted)
{
	vp_waiters_want(client->waiters, wanted);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_want);

/**
 * vp_client_look() - look whether something is done
 * @client: the client
 *
 * Context: softirq or process context; no other may take for the client meanwhile.
 * Return: whether vp_client_take() has something, or refuses; else the front end is
 * called when it does.
 */
bool vp_client_look(struct vp_client *client)
{
	return vp_present_ready(&client->presenter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_look);

/**
 * vp_client_take() - take completions, in the order of presents
 * @client: the client
 *
 * Context: softirq or process context; no other may take for the client meanwhile.
 * Return: how many there were, of frames that were shown or never will be; -ENODEV or -EIO
 * if no more will come.
 */
int vp_client_take(struct vp_client *client)
{
	return vp_present_finish(&client->presenter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_take);

/**
 * vp_client_yield() - give the screen up until the next present
 * @client: the client; what it has under way will not be done
 *
 * Context: process context; no other may present or take for the client meanwhile.
 */
void vp_client_yield(struct vp_client *client)
{
	vp_present_yield(&client->presenter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_yield);

/**
 * vp_client_blank() - take the screen dark that was given up, unless it is another's
 * @client: the client
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_client_blank(struct vp_client *client)
{
	vp_display_blank(client->adapter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_blank);

/* Whether it is the device's memory that is shown, and no ring's: constant */
bool vp_client_is_linear(struct vp_client *client)
{
	return client->linear;
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_is_linear);

/* As vp_linear_pixel() */
int vp_client_pixel(struct vp_client *client, unsigned int index, struct vp_client_pixel *pixel)
{
	return vp_linear_pixel(client->adapter, index, pixel);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_pixel);

/* As vp_linear_set() */
int vp_client_set(struct vp_client *client, unsigned int index, struct vp_client_screen *screen)
{
	return vp_linear_set(client->adapter, index, screen);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_set);

/* As vp_linear_palette() */
int vp_client_palette(struct vp_client *client, const struct vp_client_color *colors,
		      unsigned int count)
{
	return vp_linear_palette(client->adapter, colors, count);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_palette);

/* As vp_linear_unset() */
void vp_client_unset(struct vp_client *client)
{
	vp_linear_unset(client->adapter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_unset);

/* As vp_pointer_limits() */
int vp_client_pointer(struct vp_client *client, u32 *width, u32 *height)
{
	return vp_pointer_limits(client->adapter, width, height);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_pointer);

/* As vp_pointer_set() */
int vp_client_pointer_set(struct vp_client *client, const u32 *pixels, u32 width, u32 height,
			  s32 x, s32 y)
{
	return vp_pointer_set(client->adapter, pixels, width, height, x, y);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_pointer_set);

/* As vp_pointer_move() */
int vp_client_pointer_move(struct vp_client *client, s32 x, s32 y)
{
	return vp_pointer_move(client->adapter, x, y);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_pointer_move);

/* As vp_pointer_hide() */
void vp_client_pointer_hide(struct vp_client *client)
{
	vp_pointer_hide(client->adapter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_pointer_hide);

/* As vp_brightness_levels() */
int vp_client_levels(struct vp_client *client, u8 *levels, u32 max)
{
	return vp_brightness_levels(client->adapter, levels, max);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_levels);

/* As vp_brightness_get() */
int vp_client_brightness(struct vp_client *client)
{
	return vp_brightness_get(client->adapter);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_brightness);

/* As vp_brightness_set() */
int vp_client_brighten(struct vp_client *client, u8 level)
{
	return vp_brightness_set(client->adapter, level);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_brighten);

static void vp_client_woken(struct vp_listener *listener)
{
	struct vp_client *client = container_of(listener, struct vp_client, listener);

	client->ops->done(client);
}

/* Whether there is what a front end can show, and how */
static bool vp_client_wants(struct vp_adapter *adapter)
{
	unsigned int preferred;

	if (!vp_interface_there(adapter))
		return vp_linear_any(adapter);
	return vp_monitor_modes(adapter, &preferred);
}

static struct vp_client *vp_client_new(struct vp_adapter *adapter,
				       const struct vp_client_ops *ops)
{
	struct vp_client *client = kzalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return NULL;
	client->waiters = vp_waiters_new(adapter);
	if (!client->waiters) {
		kfree(client);
		return NULL;
	}
	kref_init(&client->ref);
	get_device(&adapter->dev);
	client->adapter = adapter;
	client->ops = ops;
	client->linear = !vp_interface_there(adapter);
	client->listener.woken = vp_client_woken;
	vp_presenter_begin(&client->presenter, adapter, client->waiters, VP_CLIENT_DEPTH, true);
	vp_waiters_listen(vp_waiters_get(client->waiters), &client->listener);
	return client;
}

/* The adapter's reference goes; the front end's stay. */
static void vp_client_end(struct vp_client *client)
{
	vp_waiters_listen(client->waiters, NULL);
	vp_present_end(&client->presenter);
	vp_waiters_end(client->adapter, client->waiters);
	vp_client_put(client);
}

static void vp_client_begin(struct vp_adapter *adapter)
{
	const struct vp_client_ops *ops = vp_client_front;
	struct vp_client *client;
	int ret = -ENOMEM;

	lockdep_assert_held(&vp_client_lock);
	if (!ops || !vp_client_wants(adapter))
		return;
	client = vp_client_new(adapter, ops);
	if (client)
		ret = ops->add(client);
	if (!ret) {
		adapter->client.client = client;
		return;
	}
	dev_warn(&adapter->pdev->dev, "the front end refused the device (%d)\n", ret);
	if (client)
		vp_client_end(client);
}

static void vp_client_finish(struct vp_adapter *adapter)
{
	struct vp_client *client = adapter->client.client;

	lockdep_assert_held(&vp_client_lock);
	if (!client)
		return;
	client->ops->remove(client);
	adapter->client.client = NULL;
	vp_client_end(client);
}

/**
 * vp_client_register() - have a front end get each adapter that is there, or comes
 * @ops: the front end, for as long as it is registered
 *
 * Context: process context, may sleep.
 * Return: 0, or -EBUSY if there is another.
 */
int vp_client_register(const struct vp_client_ops *ops)
{
	struct vp_adapter *adapter;
	int ret = -EBUSY;

	mutex_lock(&vp_client_lock);
	if (!vp_client_front) {
		vp_client_front = ops;
		list_for_each_entry(adapter, &vp_client_adapters, client.node)
			vp_client_begin(adapter);
		ret = 0;
	}
	mutex_unlock(&vp_client_lock);
	return ret;
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_register);

/**
 * vp_client_unregister() - take all adapters from a front end
 * @ops: a front end that is registered; on return nothing calls it
 *
 * Context: process context, may sleep.
 */
void vp_client_unregister(const struct vp_client_ops *ops)
{
	struct vp_adapter *adapter;

	mutex_lock(&vp_client_lock);
	WARN_ON(vp_client_front != ops);
	list_for_each_entry(adapter, &vp_client_adapters, client.node)
		vp_client_finish(adapter);
	vp_client_front = NULL;
	mutex_unlock(&vp_client_lock);
}
EXPORT_SYMBOL_VIDEOPORT(vp_client_unregister);

/**
 * vp_client_add() - offer an adapter to the front end, if there is one
 * @adapter: an adapter that is ready for use
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_add(struct vp_adapter *adapter)
{
	mutex_lock(&vp_client_lock);
	list_add_tail(&adapter->client.node, &vp_client_adapters);
	vp_client_begin(adapter);
	mutex_unlock(&vp_client_lock);
}

/**
 * vp_client_del() - take it away
 * @adapter: the adapter, offered or not; its gate is shut for good
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_del(struct vp_adapter *adapter)
{
	mutex_lock(&vp_client_lock);
	list_del_init(&adapter->client.node);
	vp_client_finish(adapter);
	mutex_unlock(&vp_client_lock);
}

/**
 * vp_client_sleep() - the device is about to sleep
 * @adapter: the adapter; its gate is open yet
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_sleep(struct vp_adapter *adapter)
{
	mutex_lock(&vp_client_lock);
	if (adapter->client.client)
		adapter->client.client->ops->sleep(adapter->client.client);
	mutex_unlock(&vp_client_lock);
}

/**
 * vp_client_wake() - the device is awake, or not to be had any more
 * @adapter: the adapter
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_wake(struct vp_adapter *adapter)
{
	mutex_lock(&vp_client_lock);
	if (adapter->client.client)
		adapter->client.client->ops->wake(adapter->client.client);
	mutex_unlock(&vp_client_lock);
}

/**
 * vp_client_before_reset() - the device is about to forget its mode
 * @adapter: the adapter; what a ring presents comes to its end by itself
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_before_reset(struct vp_adapter *adapter)
{
	struct vp_client *client;

	mutex_lock(&vp_client_lock);
	client = adapter->client.client;
	if (client && client->linear && !client->reset) {
		WRITE_ONCE(client->reset, true);
		client->ops->sleep(client);
	}
	mutex_unlock(&vp_client_lock);
}

/**
 * vp_client_after_reset() - the device is there again, or not to be had any more
 * @adapter: the adapter
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_client_after_reset(struct vp_adapter *adapter)
{
	struct vp_client *client;

	mutex_lock(&vp_client_lock);
	client = adapter->client.client;
	if (client && client->reset) {
		WRITE_ONCE(client->reset, false);
		client->ops->wake(client);
	}
	mutex_unlock(&vp_client_lock);
}

static void vp_client_hotplug(struct vp_adapter *adapter)
{
	mutex_lock(&vp_client_lock);
	if (adapter->client.client)
		adapter->client.client->ops->hotplug(adapter->client.client);
	mutex_unlock(&vp_client_lock);
}

void vp_client_init(struct vp_adapter *adapter)
{
	INIT_LIST_HEAD(&adapter->client.node);
	vp_monitor_serve(adapter, vp_client_hotplug);
}
