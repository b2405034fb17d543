namespace TorchBridge.Native;

/// <summary>LibTorch's hooks of tensors and of passes. No function here throws for a tensor that requires grad.</summary>
internal static unsafe class HookCalls
{
    private static readonly nint
        s_register = LibTorch.FindAny("_ZNK2at10TensorBase14_register_hookESt8functionIFS0_RKS0_EE",
            "?_register_hook@TensorBase@at@@IEBAIV?$function@$$A6A?AVTensorBase@at@@AEBV12@@Z@std@@@Z"),
        s_setAccumulated = LibTorch.FindAny("_ZN5torch8autograd4impl23set_post_acc_grad_hooksERKN2at10TensorBaseE"
                + "St10unique_ptrINS0_22PostAccumulateGradHookESt14default_deleteIS7_EE",
            "?set_post_acc_grad_hooks@impl@autograd@torch@@YAXAEBVTensorBase@at@@"
                + "V?$unique_ptr@UPostAccumulateGradHook@autograd@torch@@U?$default_delete@UPostAccumulateGradHook@autograd@torch@@@std@@@"
                + "std@@@Z"),
        s_engine = LibTorch.FindAny("_ZN5torch8autograd6Engine18get_default_engineEv",
            "?get_default_engine@Engine@autograd@torch@@SAAEAU123@XZ"),
        s_queueCallback = LibTorch.FindAny("_ZN5torch8autograd6Engine14queue_callbackESt8functionIFvvEE",
            "?queue_callback@Engine@autograd@torch@@QEAAXV?$function@$$A6AXXZ@std@@@Z"),
        s_passId = LibTorch.FindAny("_ZN5torch8autograd25get_current_graph_task_idEv", "?get_current_graph_task_id@autograd@torch@@YAHXZ");

    private static readonly Lazy<bool> s_works = new(() => CleanThread.Run(SelfTest));

    /// <summary>Whether hooks can be registered here and are switched on.</summary>
    public static bool IsSupported => Switches.Hooks && s_works.Value;

    /// <summary>LibTorch's engine; 0 if it is not exported.</summary>
    public static nint Engine => s_engine == 0 ? 0 : ((delegate* unmanaged<nint>)s_engine)();

    /// <summary>The number of the pass that this thread is in; -1 outside a pass.</summary>
    public static int PassId => ((delegate* unmanaged<int>)s_passId)();

    /// <summary>
    /// Calls the callback with each gradient of a tensor as long as the tensor or its graph exists. The returned tensor replaces the
    /// gradient.
    /// </summary>
    public static void Register(nint tensor, NativeCallback callback)
    {
        nint* function = stackalloc nint[CppFunction.Words];
        CppFunction.Make(function, callback, takesGradient: true);
        ((delegate* unmanaged<nint, nint*, uint>)s_register)(tensor, function);
        CppFunction.AfterCall(function);
    }

    /// <summary>Calls the callback with a leaf whenever a pass has added to its gradient. It replaces an earlier callback.</summary>
    public static void SetAccumulated(nint leaf, NativeCallback callback)
    {
        nint hook = CppObject.MakeAccumulated(callback);      // a std::unique_ptr, passed by reference
        ((delegate* unmanaged<nint, nint*, void>)s_setAccumulated)(leaf, &hook);
    }

    /// <summary>
    /// Calls the callback when this thread's pass has ended without an error, and releases it when the pass has ended. Call this only
    /// inside a pass.
    /// </summary>
    public static void AtEndOfPass(NativeCallback callback)
    {
        nint* function = stackalloc nint[CppFunction.Words];
        CppFunction.Make(function, callback, takesGradient: false);
        ((delegate* unmanaged<nint, nint*, void>)s_queueCallback)(Engine, function);
        CppFunction.AfterCall(function);
    }

    /// <summary>Runs one pass with a hook of each kind. The hooks double a gradient and count their calls.</summary>
    private static bool SelfTest()
    {
        if (!Platform.IsTriedOrWanted || LibTorch.Version?.StartsWith("2.10.", StringComparison.Ordinal) != true
            || !NativeThunk.IsSupported || !LibTorch.CanAdopt || !LibTorch.ExportsGraph
            || !CppFunction.IsSupported || !CppObject.IsSupported
            || s_register == 0 || s_setAccumulated == 0 || s_engine == 0 || s_queueCallback == 0 || s_passId == 0)
            return false;
        using Tensor leaf = ones(1, requires_grad: true);
        Probe accumulated = new(doubles: false), ended = new(doubles: false), doubled = new(doubles: true, ended);
        using (Tensor product = leaf.mul(leaf))
        {
            Register(product.Handle, doubled);
            SetAccumulated(leaf.Handle, accumulated);
            nint from = product.Handle;
            AutogradCalls.Backward(new(in from), [], retainGraph: false, createGraph: false, []);
        }
        using Tensor? gradient = leaf.grad;
        bool works = NativeError.Take() is null && gradient is not null && gradient.item<float>() == 4 && PassId == -1
            && (accumulated.Calls, ended.Calls, doubled.Calls) == (1, 1, 1) && ended.IsDropped && doubled.IsDropped;
        leaf.grad = null;
        return works;
    }

    private sealed class Probe(bool doubles, NativeCallback? atEnd = null) : NativeCallback
    {
        public int Calls { get; private set; }

        public bool IsDropped { get; private set; }

        public override string? Call(nint argument, out nint result)
        {
            Calls++;
            result = 0;
            if (argument == 0)
                return null;
            using Tensor tensor = Tensor.UnsafeCreateTensor(argument);
            if (!doubles)
                return null;
            AtEndOfPass(atEnd!);
            using Tensor pair = ones(2), two = pair.sum(), twice = tensor.mul(two);
            result = LibTorch.Copy(twice.Handle);
            return null;
        }

        protected override void Dropped() => IsDropped = true;
    }
}
