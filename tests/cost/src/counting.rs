//! An allocator that counts: each request for memory, be it new or more of the same, and those that
//! are slow.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);
static SLOW: AtomicU64 = AtomicU64::new(0);

/// glibc (2.36) keeps freed pieces at hand for each thread, up to this many bytes on 64 bits. Larger
/// ones and zeroed ones come from where all pieces are joined and cut: the more the memory of a process
/// was in use, the longer that takes, a microsecond and more.
const LARGEST_AT_HAND: usize = 1032;

/// The system's allocator with counters in front.
#[derive(Debug)]
pub struct Counting;

#[expect(
    unsafe_code,
    reason = "every allocator is unsafe; this one only counts"
)]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size() > LARGEST_AT_HAND);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(true);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // One that has to move is slow at any size; but the driver has some of those itself.
        note(size > LARGEST_AT_HAND);
        unsafe { System.realloc(at, layout, size) }
    }
}

fn note(slow: bool) {
    COUNT.fetch_add(1, Ordering::Relaxed);
    if slow {
        SLOW.fetch_add(1, Ordering::Relaxed);
    }
}

/// Allocations of a request.
#[derive(Clone, Copy, Debug)]
pub struct Allocations {
    /// All of them.
    pub all: f64,
    /// Those that glibc does not serve from what a thread has at hand.
    pub slow: f64,
}

/// What was counted at some moment; nothing where another allocator is in use.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    all: u64,
    slow: u64,
}

impl Counted {
    /// Until now.
    #[must_use]
    pub fn now() -> Self {
        Self {
            all: COUNT.load(Ordering::Relaxed),
            slow: SLOW.load(Ordering::Relaxed),
        }
    }

    /// Since then, for each of so many requests.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    pub fn for_each(self, requests: u32) -> Allocations {
        let now = Self::now();
        let each = |count: u64| count as f64 / f64::from(requests);
        Allocations {
            all: each(now.all - self.all),
            slow: each(now.slow - self.slow),
        }
    }
}
