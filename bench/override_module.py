# SPDX-License-Identifier: BSD-3-Clause
"""Loaded by Unbound's python module, which puts the names used here into it: the
same logic as override_server.py."""

import re

NAME = re.compile(r"workstation-(\d+)-(\d+)-(\d+)-(\d+)\.")
INSECURE = 2


def init(id, cfg):
    return True


def deinit(id):
    return True


def inform_super(id, qstate, superqstate, qdata):
    return True


def operate(id, event, qstate, qdata):
    if event == MODULE_EVENT_MODDONE:
        qstate.ext_state[id] = MODULE_FINISHED
        return True
    if event not in (MODULE_EVENT_NEW, MODULE_EVENT_PASS):
        qstate.ext_state[id] = MODULE_ERROR
        return True
    name = qstate.qinfo.qname_str
    match = NAME.match(name) if qstate.qinfo.qtype == RR_TYPE_A else None
    if not match:
        qstate.ext_state[id] = MODULE_WAIT_MODULE
        return True
    answer = DNSMessage(name, RR_TYPE_A, RR_CLASS_IN, PKT_QR | PKT_RA)
    answer.answer.append(f"{name} 300 IN A {'.'.join(match.groups())}")
    if not answer.set_return_msg(qstate):
        qstate.ext_state[id] = MODULE_ERROR
        return True
    qstate.return_msg.rep.security = INSECURE
    qstate.return_rcode = RCODE_NOERROR
    qstate.ext_state[id] = MODULE_FINISHED
    return True
