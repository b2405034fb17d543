namespace TorchBridge.Native;

/// <summary>
/// One call of a <see cref="Kernel"/>: its arguments and the place for its results. The kernel owns the tensors, lists and texts among its
/// arguments. So it must read each of them exactly once, before any code that may fail. The thunk's dispose scope then frees the tensors.
/// </summary>
internal readonly unsafe ref struct KernelCall
{
    private readonly long* _stack;

    public KernelCall(long* stack) => _stack = stack;

    public Tensor Tensor(int index) => torch.Tensor.UnsafeCreateTensor((nint)_stack[index]);

    /// <summary>
    /// A tensor that may be missing. In that case the argument is a null pointer, or a pointer to a cell with an undefined tensor.
    /// </summary>
    public Tensor? OptionalTensor(int index)
    {
        if (_stack[index] == 0)
            return null;
        nint tensor = LibTorch.TakeFromCell((nint)_stack[index]);
        if (LibTorch.IsDefined(tensor))
            return torch.Tensor.UnsafeCreateTensor(tensor);
        LibTorchSharp.THSTensor_dispose(tensor);
        return null;
    }

    /// <summary>An integer, or the number of an enumeration such as at::Reduction.</summary>
    public long Int(int index) => _stack[index];

    public bool Bool(int index) => _stack[index] != 0;

    public double Float(int index) => BitConverter.Int64BitsToDouble(_stack[index]);

    public long[] Ints(int index) => StableValues.TakeInts((nint)_stack[index]);

    public string Text(int index) => StableValues.TakeText((nint)_stack[index]);

    /// <summary>Sets the operator's results. The kernel still owns the tensor objects.</summary>
    public void Return(params ReadOnlySpan<Tensor> results)
    {
        for (int i = 0; i < results.Length; i++)
            _stack[i] = LibTorch.Copy(results[i].Handle);
    }

    public void Return(bool result) => _stack[0] = result ? 1 : 0;
}
