/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM videoport

#if !defined(VIDEOPORT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VIDEOPORT_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

/* What a tracepoint takes are plain values, so that it stands below all rooms. */

DECLARE_EVENT_CLASS(vp_adapter_event,
		    TP_PROTO(const char *dev, unsigned long handle, u64 mask, unsigned long caller),
		    TP_ARGS(dev, handle, mask, caller),
		    TP_STRUCT__entry(__array(char, dev, 32)
				     __field(unsigned long, handle)
				     __field(u64, mask)
				     __field(unsigned long, caller)),
		    TP_fast_assign(strscpy(__entry->dev, dev, 32);
				   __entry->handle = handle;
				   __entry->mask = mask;
				   __entry->caller = caller;),
		    TP_printk("%s handle=%lx width=%d caller=%pS",
			      __entry->dev, __entry->handle,
			      fls64(__entry->mask), (void *)__entry->caller)
);

DEFINE_EVENT(vp_adapter_event, vp_adapter_get,
	     TP_PROTO(const char *dev, unsigned long handle, u64 mask, unsigned long caller),
	     TP_ARGS(dev, handle, mask, caller)
);

DEFINE_EVENT(vp_adapter_event, vp_adapter_put,
	     TP_PROTO(const char *dev, unsigned long handle, u64 mask, unsigned long caller),
	     TP_ARGS(dev, handle, mask, caller)
);

DECLARE_EVENT_CLASS(vp_buffer_event,
		    TP_PROTO(const char *dev, u64 logical, size_t size, u64 mask,
			     unsigned long caller),
		    TP_ARGS(dev, logical, size, mask, caller),
		    TP_STRUCT__entry(__array(char, dev, 32)
				     __field(u64, logical)
				     __field(size_t, size)
				     __field(u64, mask)
				     __field(unsigned long, caller)),
		    TP_fast_assign(strscpy(__entry->dev, dev, 32);
				   __entry->logical = logical;
				   __entry->size = size;
				   __entry->mask = mask;
				   __entry->caller = caller;),
		    TP_printk("%s logical=%#llx size=%zu width=%d caller=%pS",
			      __entry->dev, __entry->logical, __entry->size,
			      fls64(__entry->mask), (void *)__entry->caller)
);

DEFINE_EVENT(vp_buffer_event, vp_buffer_alloc,
	     TP_PROTO(const char *dev, u64 logical, size_t size, u64 mask, unsigned long caller),
	     TP_ARGS(dev, logical, size, mask, caller)
);

DEFINE_EVENT(vp_buffer_event, vp_buffer_free,
	     TP_PROTO(const char *dev, u64 logical, size_t size, u64 mask, unsigned long caller),
	     TP_ARGS(dev, logical, size, mask, caller)
);

TRACE_EVENT(vp_frame_queue,
	    TP_PROTO(int minor, u32 set, u32 frame,
		     u64 sequence),
	    TP_ARGS(minor, set, frame, sequence),
	    TP_STRUCT__entry(__field(int, minor)
			     __field(u32, set)
			     __field(u32, frame)
			     __field(u64, sequence)),
	    TP_fast_assign(__entry->minor = minor;
			   __entry->set = set;
			   __entry->frame = frame;
			   __entry->sequence = sequence;),
	    TP_printk("videoport%d set=%u frame=%u sequence=%llu",
		      __entry->minor, __entry->set, __entry->frame,
		      __entry->sequence)
);

TRACE_EVENT(vp_frame_done,
	    TP_PROTO(int minor, u32 set, u32 frame,
		     u64 sequence, int status),
	    TP_ARGS(minor, set, frame, sequence, status),
	    TP_STRUCT__entry(__field(int, minor)
			     __field(u32, set)
			     __field(u32, frame)
			     __field(u64, sequence)
			     __field(int, status)),
	    TP_fast_assign(__entry->minor = minor;
			   __entry->set = set;
			   __entry->frame = frame;
			   __entry->sequence = sequence;
			   __entry->status = status;),
	    TP_printk("videoport%d set=%u frame=%u sequence=%llu status=%d",
		      __entry->minor, __entry->set, __entry->frame,
		      __entry->sequence, __entry->status)
);

TRACE_EVENT(vp_reset,
	    TP_PROTO(int minor, int status),
	    TP_ARGS(minor, status),
	    TP_STRUCT__entry(__field(int, minor)
			     __field(int, status)),
	    TP_fast_assign(__entry->minor = minor;
			   __entry->status = status;),
	    TP_printk("videoport%d status=%d", __entry->minor, __entry->status)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
