namespace TorchBridge.Operators.Structures;

/// <summary>
/// The result of a function of the caller, flattened into a list of tensors. If it is called again, the form must be the same.
/// </summary>
/// <param name="api">The public name for messages.</param>
/// <param name="function">The caller's parameter.</param>
internal sealed class Outputs<T>(string api, string function)
{
    private readonly Structure _structure = StructureTypes.Of<T>(api, function);

    /// <summary>The form of the outputs; null before the first call.</summary>
    public Form? Form { get; private set; }

    /// <summary>The tensors. Some may be null, which the caller of this method checks.</summary>
    public Tensor[] Read(T value)
    {
        var tensors = new List<Tensor>();
        Form form = _structure.Read(value, tensors);
        if (form.NameOfMissing("result") is { } missing)
            throw ArgumentMessages.NullPartOfResult(api, function, missing);
        if (form.KeyTwice() is { } twice)
            throw ArgumentMessages.NameTwice(api, function, twice);
        if (Form is not null && !Form.Same(form))
            throw ArgumentMessages.OutputsDependOnChunk(api, function, Form.ToString(), form.ToString());
        Form = form;
        return [.. tensors];
    }

    public T Write(Tensor[] tensors) => (T)_structure.Write(Form!, new Structure.Leaves(tensors))!;

    /// <summary>The tensors of a value that must have the form of the outputs.</summary>
    /// <param name="value">The value.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="what">What it is.</param>
    public Tensor[] ReadLike(T value, string parameter, string what)
    {
        var tensors = new List<Tensor>();
        Form form = _structure.Read(value, tensors);
        if (form.NameOfMissing(parameter) is { } missing)
            throw ArgumentMessages.NullPart(api, parameter, missing);
        if (!Form!.Same(form))
            throw ArgumentMessages.OtherStructure(api, parameter, what, "outputs of the function", Form.ToString(), form.ToString());
        for (int i = 0; i < tensors.Count; i++)
            if (tensors[i] is null)
                throw ArgumentMessages.NullPart(api, parameter, form.NameOf(parameter, i));
            else if (tensors[i].IsInvalid)
                throw ArgumentMessages.DisposedPart(api, parameter, form.NameOf(parameter, i));
        return [.. tensors];
    }
}
