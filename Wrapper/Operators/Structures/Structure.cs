namespace TorchBridge.Operators.Structures;

/// <summary>How values of a type are taken apart into tensors, and put together again. There is one object for each type.</summary>
internal abstract class Structure
{
    /// <summary>Adds the tensors of a value to a list. What is null is null in the list, or missing in the form.</summary>
    public abstract Form Read(object? value, List<Tensor> tensors);

    /// <summary>A new value of a form, of the tensors that come next.</summary>
    public abstract object? Write(Form form, Leaves tensors);

    /// <summary>Tensors, to be taken one after the other.</summary>
    internal sealed class Leaves(Tensor[] tensors, int start = 0)
    {
        private int _at = start;

        public Tensor Next() => tensors[_at++];
    }
}

internal sealed class TensorStructure : Structure
{
    public override Form Read(object? value, List<Tensor> tensors)
    {
        tensors.Add((Tensor)value!);
        return Form.Tensor;
    }

    public override object? Write(Form form, Leaves tensors) => tensors.Next();
}

/// <summary>An array.</summary>
internal sealed class ArrayStructure<T>(Structure element) : Structure
{
    public override Form Read(object? value, List<Tensor> tensors)
    {
        if (value is not T[] array)
            return Form.Missing;
        var parts = new Form[array.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = element.Read(array[i], tensors);
        return Form.List(parts);
    }

    public override object? Write(Form form, Leaves tensors)
    {
        if (form == Form.Missing)
            return null;
        var array = new T[form.Parts.Length];
        for (int i = 0; i < array.Length; i++)
            array[i] = (T)element.Write(form.Parts[i], tensors)!;
        return array;
    }
}

/// <summary>A dictionary, read by any of its interfaces. What is written is a Dictionary, which keeps the order of the keys.</summary>
internal sealed class DictionaryStructure<T>(Structure element) : Structure
{
    public override Form Read(object? value, List<Tensor> tensors)
    {
        if (value is null)
            return Form.Missing;
        var keys = new List<string>();
        var parts = new List<Form>();
        foreach ((string key, T each) in (IEnumerable<KeyValuePair<string, T>>)value)
        {
            keys.Add(key);
            parts.Add(element.Read(each, tensors));
        }
        return value is Dictionary<string, T> ? Form.Map([.. keys], [.. parts]) : Form.MapOfUnknown([.. keys], [.. parts]);
    }

    public override object? Write(Form form, Leaves tensors)
    {
        if (form == Form.Missing)
            return null;
        var dictionary = new Dictionary<string, T>(form.Parts.Length);
        for (int i = 0; i < form.Parts.Length; i++)
            dictionary.Add(form.Keys![i], (T)element.Write(form.Parts[i], tensors)!);
        return dictionary;
    }
}
