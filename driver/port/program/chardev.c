// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/videoportN. A file holds its adapter and at most one ring. Each file has
 * an address space of its own, so that removal can find and empty its mappings.
 */
#include <linux/cdev.h>
#include <linux/dma-buf.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/pagemap.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "adapter.h"
#include "frames/display.h"
#include "frames/export.h"
#include "frames/interface.h"
#include "frames/present.h"
#include "frames/quota.h"
#include "frames/ring.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "linear.h"
#include "monitor.h"
#include "program/chardev.h"
#include "program/request.h"
#include "program/ringmap.h"
#include "program/usermap.h"

#define VP_MINORS	256

/**
 * struct vp_file - an open file
 * @adapter: one reference on its device
 * @ring_lock: guards @ring and @making; never held for long, so that mmap(), which
 *	has mmap_lock, may
 * @ring: one reference, or NULL
 * @waiters: who waits for its frames; as long as the file
 * @making: a ring is being made, which may take long and be frozen
 * @mapping: what its mappings hang on
 * @node: in vp_chardev_state.files; its lock
 */
struct vp_file {
	struct vp_adapter *adapter;
	spinlock_t ring_lock; /* guards ring, making */
	struct vp_ring *ring;
	struct vp_waiters *waiters;
	bool making;
	struct address_space mapping;
	struct list_head node;
};

static dev_t vp_devt;
static DEFINE_IDA(vp_minors);

static struct class vp_class = {
	.name = "videoport",
};

static struct vp_ring *vp_file_ring(struct vp_file *file)
{
	struct vp_ring *ring;

	spin_lock(&file->ring_lock);
	ring = file->ring;
	if (ring)
		vp_ring_get(ring);
	spin_unlock(&file->ring_lock);
	return ring;
}

/* False if there is a ring, or another is being made. */
static bool vp_file_begin_ring(struct vp_file *file)
{
	bool free;

	spin_lock(&file->ring_lock);
	free = !file->ring && !file->making;
	if (free)
		file->making = true;
	spin_unlock(&file->ring_lock);
	return free;
}

/* @ring: a new one, which the file has from here on, or NULL if none came about */
static void vp_file_end_ring(struct vp_file *file, struct vp_ring *ring)
{
	spin_lock(&file->ring_lock);
	file->ring = ring;
	file->making = false;
	spin_unlock(&file->ring_lock);
}

/* Only tells what to say: who acts on the device passes the gate. */
static bool vp_file_gone(struct vp_file *file)
{
	return vp_present_is_gone(file->adapter);
}

static int vp_open(struct inode *inode, struct file *filp)
{
	struct vp_adapter *adapter = container_of(inode->i_cdev, struct vp_adapter, chardev.cdev);
	struct vp_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	file->waiters = vp_waiters_new(adapter);
	if (!file->waiters) {
		kfree(file);
		return -ENOMEM;
	}
	get_device(&adapter->dev);
	file->adapter = adapter;
	spin_lock_init(&file->ring_lock);
	address_space_init_once(&file->mapping);
	file->mapping.host = inode;
	file->mapping.a_ops = inode->i_mapping->a_ops;
	filp->f_mapping = &file->mapping;
	filp->private_data = file;
	mutex_lock(&adapter->chardev.lock);
	list_add(&file->node, &adapter->chardev.files);
	mutex_unlock(&adapter->chardev.lock);
	return stream_open(inode, filp);
}

static int vp_release(struct inode *inode, struct file *filp)
{
	struct vp_file *file = filp->private_data;
	struct vp_adapter *adapter = file->adapter;

	if (file->ring)
		vp_ring_release(file->ring);
	vp_linear_closed(adapter, filp);
	mutex_lock(&adapter->chardev.lock);
	list_del(&file->node);
	mutex_unlock(&adapter->chardev.lock);
	filp->f_mapping = inode->i_mapping;
	vp_waiters_end(adapter, file->waiters);
	kfree(file);
	put_device(&adapter->dev);
	return 0;
}

static void vp_query_ring(struct vp_adapter *adapter, struct videoport_query *query)
{
	const FRAME_RING_LIMITS *limits = vp_interface_limits(adapter);

	if (!vp_interface_there(adapter))
		return;
	query->caps = VIDEOPORT_CAP_RING;
	if (limits->Flags & FRAME_RING_SCANS_OUT)
		query->caps |= VIDEOPORT_CAP_SCANS_OUT;
	query->max_width = limits->MaxWidth;
	query->max_height = limits->MaxHeight;
	query->max_ring_bytes = vp_quota_room();
}

static long vp_ioctl_query(struct vp_file *file, void __user *arg)
{
	struct vp_adapter *adapter = file->adapter;
	struct videoport_query query = { };

	strscpy(query.driver, adapter->driver_name, sizeof(query.driver));
	strscpy(query.bus_id, adapter->bus_id, sizeof(query.bus_id));
	vp_query_ring(adapter, &query);
	query.modes = vp_monitor_modes(adapter, &query.preferred_mode);
	strscpy(query.version, VIDEOPORT_VERSION, sizeof(query.version));
	return copy_to_user(arg, &query, sizeof(query)) ? -EFAULT : 0;
}

static long vp_ioctl_mode(struct vp_file *file, void __user *arg)
{
	struct videoport_mode mode;
	int ret;

	if (copy_from_user(&mode, arg, sizeof(mode)))
		return -EFAULT;
	if (memchr_inv(mode.reserved, 0, sizeof(mode.reserved)))
		return -EINVAL;
	ret = vp_monitor_mode(file->adapter, mode.index, &mode);
	if (ret)
		return ret;
	return copy_to_user(arg, &mode, sizeof(mode)) ? -EFAULT : 0;
}

/* @which: the one that is meant, or NULL for any */
static int vp_file_free_ring(struct vp_file *file, const struct vp_ring *which)
{
	struct vp_ring *ring;

	spin_lock(&file->ring_lock);
	ring = file->ring;
	if (which && ring != which)
		ring = NULL;
	if (ring)
		file->ring = NULL;
	spin_unlock(&file->ring_lock);
	if (!ring)
		return -EINVAL;
	vp_ring_release(ring);
	return 0;
}

static long vp_ioctl_ring(struct vp_file *file, void __user *arg)
{
	struct videoport_ring geometry;
	struct vp_ring *ring = NULL;
	long ret;

	if (copy_from_user(&geometry, arg, sizeof(geometry)))
		return -EFAULT;
	if (geometry.flags ||
	    memchr_inv(geometry.reserved, 0, sizeof(geometry.reserved)))
		return -EINVAL;
	if (!vp_file_begin_ring(file))
		return -EBUSY;
	ret = vp_ring_create(file->adapter, &geometry, file->waiters, &ring);
	/* Another thread may free it, and its address be a new one's. */
	if (!ret)
		vp_ring_get(ring);
	vp_file_end_ring(file, ring);
	if (ret)
		return ret;
	/* Without locks: a fault takes mmap_lock. */
	if (copy_to_user(arg, &geometry, sizeof(geometry))) {
		vp_file_free_ring(file, ring);
		ret = -EFAULT;
	}
	vp_ring_put(ring);
	return ret;
}

static long vp_ioctl_free(struct vp_file *file)
{
	int ret = vp_file_free_ring(file, NULL);

	if (!ret)
		vp_display_flush(file->adapter);
	return ret;
}

/* As vp_ring_read(): cheaper than a copy, as each word goes where it is wanted. */
static bool vp_ioctl_present_read(struct videoport_present *present,
				  const struct videoport_present __user *arg)
{
	if (!user_read_access_begin(arg, sizeof(*arg)))
		return false;
	unsafe_get_user(present->frames, &arg->frames, fault);
	unsafe_get_user(present->completions, &arg->completions, fault);
	unsafe_get_user(present->count, &arg->count, fault);
	unsafe_get_user(present->max_completions, &arg->max_completions, fault);
	unsafe_get_user(present->min_completions, &arg->min_completions, fault);
	unsafe_get_user(present->flags, &arg->flags, fault);
	unsafe_get_user(present->pad, &arg->pad, fault);
	unsafe_get_user(present->reserved[0], &arg->reserved[0], fault);
	unsafe_get_user(present->reserved[1], &arg->reserved[1], fault);
	user_read_access_end();
	return true;
fault:
	user_read_access_end();
	return false;
}

static bool vp_ioctl_present_valid(const struct videoport_present *present)
{
	return !present->flags && !present->pad &&
	       !(present->reserved[0] | present->reserved[1]) &&
	       present->count <= VIDEOPORT_MAX_FRAMES &&
	       present->min_completions <= present->max_completions &&
	       present->max_completions <= INT_MAX;
}

/* What cannot be written must be known before frames are on their way. */
static int vp_ioctl_present_writable(const struct videoport_present *present,
				     struct videoport_present __user *arg)
{
	size_t size = min_t(u32, present->max_completions,
			    VIDEOPORT_MAX_FRAMES) *
		      sizeof(struct videoport_completion);

	if (put_user(0, &arg->completed))
		return -EFAULT;
	if (size && fault_in_writeable(u64_to_user_ptr(present->completions),
				       size))
		return -EFAULT;
	return 0;
}

static long vp_ioctl_present_ring(struct vp_ring *ring,
				  const struct videoport_present *present, bool nonblock)
{
	struct vp_ring_call call = {
		.frames = u64_to_user_ptr(present->frames),
		.count = present->count,
		.completions = u64_to_user_ptr(present->completions),
		.max = present->max_completions,
		.min = nonblock ? 0 : present->min_completions,
	};
	int ret;

	if (call.count)
		return vp_ring_present(ring, &call);
	if (!call.max)
		return 0;
	ret = vp_ring_take(ring, &call);
	if (!ret && nonblock && present->min_completions)
		return -EAGAIN;
	return ret == -ERESTARTSYS ? 0 : ret;
}

static long vp_ioctl_present(struct vp_file *file,
			     struct videoport_present __user *arg,
			     bool nonblock)
{
	struct videoport_present present;
	struct vp_ring *ring;
	long ret;

	if (!vp_ioctl_present_read(&present, arg))
		return -EFAULT;
	if (!vp_ioctl_present_valid(&present))
		return -EINVAL;
	ring = vp_file_ring(file);
	if (!ring)
		return -EINVAL;
	ret = vp_ioctl_present_writable(&present, arg);
	if (!ret)
		ret = vp_ioctl_present_ring(ring, &present, nonblock);
	vp_ring_put(ring);
	if (ret <= 0)
		return ret;
	return put_user(ret, &arg->completed) ? -EFAULT : 0;
}

static struct dma_buf *vp_file_export(struct vp_file *file, const struct videoport_export *export)
{
	struct dma_buf *buf = ERR_PTR(-EINVAL);
	struct vp_ring *ring = vp_file_ring(file);
	const FRAME_SET *set;

	if (!ring)
		return buf;
	set = &vp_ring_set(ring)->desc;
	if (export->frame < set->FrameCount)
		buf = vp_export(vp_ring_set(ring), array_index_nospec(export->frame,
								      set->FrameCount),
				export->flags & O_ACCMODE, NULL);
	vp_ring_put(ring);
	return buf;
}

static bool vp_ioctl_export_valid(const struct videoport_export *export)
{
	return !(export->flags & ~(O_ACCMODE | O_CLOEXEC)) &&
	       (export->flags & O_ACCMODE) != O_ACCMODE && !export->pad &&
	       !(export->reserved[0] | export->reserved[1]);
}

static long vp_ioctl_export(struct vp_file *file, struct videoport_export __user *arg)
{
	struct videoport_export export;
	struct dma_buf *buf;
	int fd;

	if (!IS_ENABLED(CONFIG_DMA_SHARED_BUFFER))
		return -ENOTTY;
	if (copy_from_user(&export, arg, sizeof(export)))
		return -EFAULT;
	if (!vp_ioctl_export_valid(&export))
		return -EINVAL;
	buf = vp_file_export(file, &export);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	fd = get_unused_fd_flags(export.flags & O_CLOEXEC);
	/* Nobody must find it before the call is sure to succeed. */
	if (fd >= 0 && !put_user(fd, &arg->fd)) {
		fd_install(fd, buf->file);
		return 0;
	}
	fput(buf->file);
	if (fd < 0)
		return fd;
	put_unused_fd(fd);
	return -EFAULT;
}

static long vp_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	struct vp_file *file = filp->private_data;
	bool allowed;

	switch (cmd) {
	case VIDEOPORT_IOC_QUERY:
	case VIDEOPORT_IOC_MODE:
		allowed = true;
		break;
	case VIDEOPORT_IOC_RING:
	case VIDEOPORT_IOC_FREE:
	case VIDEOPORT_IOC_PRESENT:
	case VIDEOPORT_IOC_REQUEST:
	case VIDEOPORT_IOC_EXPORT:
		allowed = filp->f_mode & FMODE_WRITE;
		break;
	default:
		return -ENOTTY;
	}
	if (vp_file_gone(file))
		return -ENODEV;
	if (!allowed)
		return -EBADF;
	if (cmd == VIDEOPORT_IOC_QUERY)
		return vp_ioctl_query(file, user);
	if (cmd == VIDEOPORT_IOC_MODE)
		return vp_ioctl_mode(file, user);
	if (cmd == VIDEOPORT_IOC_RING)
		return vp_ioctl_ring(file, user);
	if (cmd == VIDEOPORT_IOC_FREE)
		return vp_ioctl_free(file);
	if (cmd == VIDEOPORT_IOC_REQUEST)
		return vp_request_ioctl(file->adapter, filp, user);
	if (cmd == VIDEOPORT_IOC_EXPORT)
		return vp_ioctl_export(file, user);
	return vp_ioctl_present(file, user, filp->f_flags & O_NONBLOCK);
}

static ssize_t vp_read(struct file *filp, char __user *buf, size_t count,
		       loff_t *pos)
{
	bool nonblock = filp->f_flags & O_NONBLOCK;
	struct vp_file *file = filp->private_data;
	size_t max = count / sizeof(struct videoport_completion);
	struct vp_ring_call call = {
		.completions = (void __user *)buf,
		.max = min_t(size_t, max, VIDEOPORT_MAX_FRAMES),
		.min = !nonblock,
		.patient = !nonblock,
	};
	struct vp_ring *ring;
	ssize_t ret;

	if (vp_file_gone(file))
		return -ENODEV;
	ring = vp_file_ring(file);
	if (!ring)
		return -EINVAL;
	ret = max ? vp_ring_take(ring, &call) : -EINVAL;
	vp_ring_put(ring);
	if (!ret)
		return -EAGAIN;
	return ret < 0 ? ret : ret * sizeof(struct videoport_completion);
}

static __poll_t vp_poll(struct file *filp, poll_table *wait)
{
	struct vp_file *file = filp->private_data;
	struct vp_ring *ring;
	__poll_t mask;

	poll_wait(filp, &file->waiters->queue, wait);
	ring = vp_file_ring(file);
	if (!ring)
		return vp_file_gone(file) ? EPOLLERR | EPOLLHUP : 0;
	mask = vp_ring_poll(ring);
	vp_ring_put(ring);
	return mask;
}

static int vp_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct vp_file *file = filp->private_data;
	struct vp_ring *ring;
	int ret;

	if (vp_file_gone(file))
		return -ENODEV;
	if (vp_usermap_wants(file->adapter, filp))
		return vp_usermap_mmap(file->adapter, vma);
	ring = vp_file_ring(file);
	if (!ring)
		return -EINVAL;
	ret = vp_ringmap_mmap(vp_ring_set(ring), vma);
	vp_ring_put(ring);
	return ret;
}

/* Who has the screen, if it is not to be had */
static void vp_show_fdinfo(struct seq_file *s, struct file *filp)
{
	struct vp_file *file = filp->private_data;
	struct vp_ring *ring = vp_file_ring(file);
	const FRAME_SET *set;

	seq_printf(s, "videoport-function:\t%s\n", file->adapter->bus_id);
	if (!ring)
		return;
	set = &vp_ring_set(ring)->desc;
	seq_printf(s, "videoport-frames:\t%u\nvideoport-size:\t%ux%u\n", set->FrameCount,
		   set->Width, set->Height);
	seq_printf(s, "videoport-bytes:\t%llu\n", set->FrameLength * set->FrameCount);
	seq_printf(s, "videoport-screen:\t%s\n",
		   vp_ring_has_screen(ring) ? "yes" : "no");
	vp_ring_put(ring);
}

static const struct file_operations vp_fops = {
	.owner = THIS_MODULE,
	.open = vp_open,
	.release = vp_release,
	.unlocked_ioctl = vp_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = vp_read,
	.poll = vp_poll,
	.mmap = vp_mmap,
	.show_fdinfo = vp_show_fdinfo,
};

/**
 * vp_chardev_add() - publish the device file
 * @adapter: an adapter that is ready for use
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int vp_chardev_add(struct vp_adapter *adapter)
{
	int ret, minor;

	minor = ida_alloc_max(&vp_minors, VP_MINORS - 1, GFP_KERNEL);
	if (minor < 0)
		return minor;
	adapter->dev.class = &vp_class;
	adapter->dev.devt = MKDEV(MAJOR(vp_devt), minor);
	ret = dev_set_name(&adapter->dev, "videoport%d", minor);
	cdev_init(&adapter->chardev.cdev, &vp_fops);
	adapter->chardev.cdev.owner = THIS_MODULE;
	if (!ret)
		ret = cdev_device_add(&adapter->chardev.cdev, &adapter->dev);
	if (ret)
		ida_free(&vp_minors, minor);
	adapter->chardev.published = !ret;
	return ret;
}

/**
 * vp_chardev_del() - take the device file away; open files stay open
 * @adapter: the adapter, published or not
 *
 * Context: process context, may sleep.
 */
void vp_chardev_del(struct vp_adapter *adapter)
{
	if (!adapter->chardev.published)
		return;
	cdev_device_del(&adapter->chardev.cdev, &adapter->dev);
	ida_free(&vp_minors, MINOR(adapter->dev.devt));
}

/**
 * vp_chardev_revoke() - take every mapping's memory away
 * @adapter: an adapter being removed
 *
 * Context: process context, may sleep, takes set.map_lock, usermap.lock and
 * chardev.lock. On return
 * no mapping shows memory of the adapter or ever will.
 */
void vp_chardev_revoke(struct vp_adapter *adapter)
{
	struct vp_file *file;

	vp_set_revoke(adapter);
	vp_usermap_revoke(adapter);
	mutex_lock(&adapter->chardev.lock);
	list_for_each_entry(file, &adapter->chardev.files, node)
		unmap_mapping_range(&file->mapping, 0, 0, 1);
	mutex_unlock(&adapter->chardev.lock);
}

void vp_chardev_setup(struct vp_adapter *adapter)
{
	mutex_init(&adapter->chardev.lock);
	INIT_LIST_HEAD(&adapter->chardev.files);
}

void vp_chardev_destroy(struct vp_adapter *adapter)
{
	mutex_destroy(&adapter->chardev.lock);
}

int vp_chardev_init(void)
{
	int ret = class_register(&vp_class);

	if (ret)
		return ret;
	ret = alloc_chrdev_region(&vp_devt, 0, VP_MINORS, "videoport");
	if (ret)
		class_unregister(&vp_class);
	return ret;
}

void vp_chardev_exit(void)
{
	unregister_chrdev_region(vp_devt, VP_MINORS);
	class_unregister(&vp_class);
	ida_destroy(&vp_minors);
}
