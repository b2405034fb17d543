namespace TorchBridge.Operators.Structures;

/// <summary>Flattens values of one type into tensors and rebuilds them. Each type has one object of this class.</summary>
internal abstract class Structure
{
    /// <summary>
    /// Adds the tensors of a value to a list. A null tensor is null in the list; a null array or dictionary is missing in the form.
    /// </summary>
    public abstract Form Read(object? value, List<Tensor> tensors);

    /// <summary>Makes a new value of a form from the next tensors.</summary>
    public abstract object? Write(Form form, Leaves tensors);

    /// <summary>A list of tensors that is read one after the other.</summary>
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

/// <summary>A dictionary, read through any of its interfaces. Write makes a Dictionary, which keeps the order of the keys.</summary>
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
