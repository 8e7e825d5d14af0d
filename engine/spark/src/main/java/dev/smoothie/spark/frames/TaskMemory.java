package dev.smoothie.spark.frames;

import java.lang.foreign.Arena;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Memory outside the heap that a task uses until it ends. */
public final class TaskMemory {

    private TaskMemory() {}

    /** Memory of the task that calls; Spark frees it when the task ends, in whatever way. */
    @SuppressWarnings("MustBeClosedChecker") // when the task ends
    public static Arena ofTask() {
        Arena arena = Arena.ofShared();
        TaskCompletionListener free = _ -> arena.close();
        TaskContext.get().addTaskCompletionListener(free);
        return arena;
    }
}
