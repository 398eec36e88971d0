"""The search for garbage waits for the last who asked for it, and always goes on."""

import gc
import threading

import pytest

from portal.core import garbage


def test_it_goes_on_after_the_last_block():
    assert gc.isenabled()
    with garbage.put_off():
        with garbage.put_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_fault():
    with pytest.raises(ValueError, match="broken"), garbage.put_off():
        raise ValueError("broken")
    assert gc.isenabled()


def test_blocks_of_two_threads_overlap():
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with garbage.put_off():
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    assert inside.wait(10)
    with garbage.put_off():
        pass
    assert not gc.isenabled()
    leave.set()
    other.join()
    assert gc.isenabled()
