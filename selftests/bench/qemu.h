/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What QEMU offers a TCG plugin, as far as counter.c uses it: its own header is in no
 * package of Debian 12. The functions are found in the running QEMU when it loads us.
 */
#ifndef _BENCH_QEMU_H
#define _BENCH_QEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The version of this interface that the plugin says it is written for. QEMU 7.2 to 8.2
 * know 1, and from 9.0 on take 2 or later; 3 came with 9.1.
 */
#ifndef PLUGIN_VERSION
#define PLUGIN_VERSION	1
#endif

typedef uint64_t qemu_plugin_id_t;

/* What is run; what follows is of no interest here. */
struct qemu_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
};

struct qemu_plugin_tb;
struct qemu_plugin_insn;

typedef void (*qemu_plugin_translated_t)(qemu_plugin_id_t id, struct qemu_plugin_tb *block);
typedef void (*qemu_plugin_executed_t)(unsigned int processor, void *data);
typedef void (*qemu_plugin_ended_t)(qemu_plugin_id_t id, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_plugin_translated_t call);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_plugin_ended_t call, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block,
						 size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
#if PLUGIN_VERSION < 3
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
#else
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to, size_t size);
#endif

/* @registers: 0, none of them are read or written */
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_executed_t call, int registers,
					    void *data);

#endif
