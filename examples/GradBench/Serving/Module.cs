namespace GradBench.Serving;

/// <summary>The functions of one eval of GradBench.</summary>
/// <param name="Name">The name of the module.</param>
/// <param name="Sample">A small input in JSON that all functions take: they are run on it before they are timed.</param>
/// <param name="Functions">The functions.</param>
internal sealed record Module(string Name, string Sample, params Function[] Functions)
{
    public Function Function(string name) => Array.Find(Functions, each => each.Name == name)
        ?? throw new InputException($"{Name} has no function {name}: it has {string.Join(", ", Functions.Select(each => each.Name))}");
}

/// <param name="Name">The name of the function.</param>
/// <param name="Prepare">
/// Turns the input into tensors, and returns what is timed. That computes everything anew, and returns a number, a tensor, a list of whole
/// numbers, or an <see cref="Answer"/> of these.
/// </param>
internal sealed record Function(string Name, Func<Input, Func<object>> Prepare);

/// <summary>A result of several fields.</summary>
internal sealed record Answer(params (string Name, object Value)[] Fields);
