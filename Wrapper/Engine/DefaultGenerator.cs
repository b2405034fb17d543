using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// LibTorch's random generator on the CPU, which all threads share. TorchSharp creates a new object for it on each access and does not keep
/// it, so a finalizer may delete the object while native code reads it. This class keeps one object as long as the program runs.
/// </summary>
internal static class DefaultGenerator
{
#pragma warning disable RS0030      // the only place that reads it, because this object is kept
    private static readonly Generator s_generator = Generator.Default;
#pragma warning restore RS0030

    /// <summary>The generator's state, as a new tensor. It is read and written only while no other thread draws.</summary>
    public static Tensor State
    {
        get
        {
            GeneratorMutex.Lock(s_generator.Handle);
            try
            {
                return s_generator.get_state();
            }
            finally
            {
                GeneratorMutex.Unlock(s_generator.Handle);
            }
        }
        set
        {
            if (Level.Holds(value))
                throw TransformMessages.DrawAgainInTransform();
            GeneratorMutex.Lock(s_generator.Handle);
            try
            {
                s_generator.set_state(value);
            }
            finally
            {
                GeneratorMutex.Unlock(s_generator.Handle);
                GC.KeepAlive(value);
            }
        }
    }
}
