/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nic_fixture - as core_fixture.h, with eth0 and a listener
 *
 * Where:   core_napi_test.c, core_rps_test.c; static, so that each has its own.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_NIC_FIXTURE_H
#define TESTS_UNIT_NIC_FIXTURE_H

#include "core/softnet.h"
#include "tests/testdev.h"
#include "tests/unit/core_fixture.h"

static struct testdev *t;
static struct sink sink;

static inline void nic_begin(unsigned int nr_cpus, unsigned int queues)
{
	host_begin(nr_cpus);
	t = testdev_new("eth0", queues, true);
	sink_add(&sink, NULL);
}

static void nic_end(void)
{
	sink_del(&sink);
	testdev_free(t);
	core_host_end();
}
TEST_TEARDOWN(nic_end);

static inline struct softnet_data *sd(unsigned int cpu)
{
	return softnet_data_of(&host.machine->cpus[cpu]);
}

#endif
