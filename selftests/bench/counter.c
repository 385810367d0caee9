// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU: counter.so,out=FILE counts the instructions that the guest's one
 * processor executes between mark_begin() and mark_end(), whoever's they are, and none
 * while it halts. When QEMU ends, FILE has a line for each section and place: the
 * section, the address in the kernel or 0 for all that programs executed, and how often.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mark.h"
#include "qemu.h"

#define SECTIONS	64
#define BUCKETS		0x100000
#define KERNEL		0x8000000000000000	/* addresses from there on are its own */

/**
 * struct place - an instruction, or all of the programs'
 * @address: its own, or 0
 * @counts: for each section how often, once there was one
 * @next: in the bucket
 */
struct place {
	uint64_t address;
	uint64_t *counts;
	struct place *next;
};

int qemu_plugin_version __attribute__((visibility("default"))) = PLUGIN_VERSION;

static struct place *buckets[BUCKETS];
static unsigned int section, sections;
static char *path;

static void *zeroes(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

static struct place *place_of(uint64_t address)
{
	struct place **at, *place;

	if (address < KERNEL)
		address = 0;
	at = &buckets[address % BUCKETS];
	for (place = *at; place; place = place->next)
		if (place->address == address)
			return place;
	place = zeroes(1, sizeof(*place));
	place->address = address;
	place->next = *at;
	*at = place;
	return place;
}

static void executed(unsigned int processor, void *data)
{
	struct place *place = data;

	(void)processor;
	if (!section)
		return;
	if (!place->counts)
		place->counts = zeroes(SECTIONS, sizeof(*place->counts));
	place->counts[section]++;
}

static void begun(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	/* What is beyond is not told apart, and shows by its absence. */
	section = sections < SECTIONS - 1 ? ++sections : 0;
}

static void ended(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	section = 0;
}

static qemu_plugin_executed_t call_for(const struct qemu_plugin_insn *insn)
{
	uint32_t words[2];

	if (qemu_plugin_insn_size(insn) != sizeof(words))
		return executed;
#if PLUGIN_VERSION < 3
	memcpy(words, qemu_plugin_insn_data(insn), sizeof(words));
#else
	if (qemu_plugin_insn_data(insn, words, sizeof(words)) != sizeof(words))
		return executed;
#endif
	if (words[0] != MARK_NOP)
		return executed;
	if (words[1] == MARK_BEGIN)
		return begun;
	return words[1] == MARK_END ? ended : executed;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	size_t i, count = qemu_plugin_tb_n_insns(block);

	(void)id;
	for (i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);

		qemu_plugin_register_vcpu_insn_exec_cb(insn, call_for(insn), 0,
						       place_of(qemu_plugin_insn_vaddr(insn)));
	}
}

static void print_place(FILE *file, const struct place *place)
{
	for (unsigned int i = 1; place->counts && i <= sections; i++)
		if (place->counts[i])
			fprintf(file, "%u %" PRIx64 " %" PRIu64 "\n", i, place->address,
				place->counts[i]);
}

static void finished(qemu_plugin_id_t id, void *data)
{
	FILE *file = fopen(path, "w");

	(void)id;
	(void)data;
	if (!file) {
		perror(path);
		return;
	}
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct place *place = buckets[i]; place; place = place->next)
			print_place(file, place);
	if (fclose(file))
		perror(path);
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4))
		return -1;
	path = strdup(argv[0] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finished, NULL);
	return 0;
}
