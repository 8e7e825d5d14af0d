/** Native libraries behind small, checked wrappers. */
module dev.smoothie.bindings {
    exports dev.smoothie.bindings;
    exports dev.smoothie.bindings.cuda;
}
