// SPDX-License-Identifier: GPL-2.0
/*
 * Debug reports: what a miniport writes down about a device that went wrong.
 * One line goes to the log, the rest to the kernel's device core dumps, where a
 * program finds it in /sys/class/devcoredump.
 *
 * A report's handle is compared, never followed, as it names no device.
 */
#include <linux/devcoredump.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "adapter.h"
#include "irql.h"
#include "support/report.h"

#define VP_REPORT_HEAD	128

/**
 * struct vp_report - one that is being written
 * @node: in vp_reports
 * @adapter: whose
 * @code: what the miniport calls the trouble
 * @size: bytes of @text
 * @text: a line, then secondary data as it came; vmalloc
 */
struct vp_report {
	struct list_head node;
	struct vp_adapter *adapter;
	u32 code;
	size_t size;
	char *text;
};

static LIST_HEAD(vp_reports);
static DEFINE_MUTEX(vp_reports_lock);

/* A handle names no adapter that could be told. */
static bool vp_report_passive(const char *what, unsigned long caller)
{
	if (vp_irql() == VP_PASSIVE_LEVEL)
		return true;
	pr_warn_ratelimited("videoport: %s: called at IRQL %u by %pS, allowed at PASSIVE_LEVEL only\n",
			    what, vp_irql(), (void *)caller);
	return false;
}

static struct vp_report *vp_report_find(PVIDEO_DEBUG_REPORT handle, unsigned long caller)
{
	struct vp_report *report;

	lockdep_assert_held(&vp_reports_lock);
	list_for_each_entry(report, &vp_reports, node)
		if ((void *)report == handle)
			return report;
	pr_warn_ratelimited("videoport: %p is no debug report, or was completed before; called from %pS\n",
			    handle, (void *)caller);
	return NULL;
}

PVIDEO_DEBUG_REPORT VideoPortDbgReportCreate(PVOID HwDeviceExtension,
					     ULONG ulCode, ULONG_PTR ulpArg1,
					     ULONG_PTR ulpArg2,
					     ULONG_PTR ulpArg3,
					     ULONG_PTR ulpArg4)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_report *report;

	if (!vp_irql_passive(adapter, __func__))
		return NULL;
	report = kzalloc(sizeof(*report), GFP_KERNEL);
	if (!report)
		return NULL;
	report->text = vmalloc(VP_REPORT_HEAD + VIDEO_DEBUG_REPORT_MAX_SIZE);
	if (!report->text) {
		kfree(report);
		return NULL;
	}
	report->adapter = adapter;
	report->code = ulCode;
	report->size = scnprintf(report->text, VP_REPORT_HEAD,
				 "%s: code %#x, arguments %#llx %#llx %#llx %#llx\n",
				 adapter->driver_name, ulCode, ulpArg1, ulpArg2,
				 ulpArg3, ulpArg4);
	mutex_lock(&vp_reports_lock);
	list_add(&report->node, &vp_reports);
	mutex_unlock(&vp_reports_lock);
	return (PVIDEO_DEBUG_REPORT)report;
}
EXPORT_SYMBOL_GPL(VideoPortDbgReportCreate);

BOOLEAN VideoPortDbgReportSecondaryData(PVIDEO_DEBUG_REPORT pReport,
					PVOID pvData, ULONG ulDataSize)
{
	struct vp_report *report;
	BOOLEAN fits = FALSE;

	if (!vp_report_passive(__func__, _RET_IP_))
		return FALSE;
	mutex_lock(&vp_reports_lock);
	report = vp_report_find(pReport, _RET_IP_);
	if (report && pvData)
		fits = ulDataSize <= VP_REPORT_HEAD +
		       VIDEO_DEBUG_REPORT_MAX_SIZE - report->size;
	if (fits) {
		memcpy(report->text + report->size, pvData, ulDataSize);
		report->size += ulDataSize;
	}
	mutex_unlock(&vp_reports_lock);
	return fits;
}
EXPORT_SYMBOL_GPL(VideoPortDbgReportSecondaryData);

VOID VideoPortDbgReportComplete(PVIDEO_DEBUG_REPORT pReport)
{
	struct vp_report *report;

	if (!vp_report_passive(__func__, _RET_IP_))
		return;
	/* To the end, as the lock keeps the report's adapter here. */
	mutex_lock(&vp_reports_lock);
	report = vp_report_find(pReport, _RET_IP_);
	if (report) {
		list_del(&report->node);
		vp_warn(report->adapter, "the miniport reports trouble %#x; %zu bytes of it in /sys/class/devcoredump\n",
			report->code, report->size);
		/* It frees the text, at once where nobody is to read it. */
		dev_coredumpv(&report->adapter->pdev->dev, report->text,
			      report->size, GFP_KERNEL);
		kfree(report);
	}
	mutex_unlock(&vp_reports_lock);
}
EXPORT_SYMBOL_GPL(VideoPortDbgReportComplete);

void vp_report_reclaim(struct vp_adapter *adapter)
{
	struct vp_report *report, *next;

	mutex_lock(&vp_reports_lock);
	list_for_each_entry_safe(report, next, &vp_reports, node) {
		if (report->adapter != adapter)
			continue;
		list_del(&report->node);
		vfree(report->text);
		kfree(report);
	}
	mutex_unlock(&vp_reports_lock);
}
