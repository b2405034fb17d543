using System.Collections.Concurrent;
using System.Text;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Programs;

/// <summary>
/// Calls ATen by name: a TorchScript function of one call, compiled when it is first needed. A text that TorchScript does not take would end
/// the process, so the text comes from the table alone: nothing of a request is in it but which parameters are left out, and choices that the
/// table lists.
/// </summary>
internal sealed class OperatorScript
{
    private static readonly ConcurrentDictionary<string, OperatorScript> s_compiled = new();

    private readonly jit.CompilationUnit _unit;

    private OperatorScript(string source) => _unit = jit.compile(source);

    public static OperatorScript For(Operator form, Binding[] bindings) => s_compiled.GetOrAdd(Source(form, bindings), source => new OperatorScript(source));

    public Tensor[] Invoke(Operator form, object[] arguments) =>
        form.Results == 1 ? [_unit.invoke<Tensor>("call", arguments)] : _unit.invoke<Tensor[]>("call", arguments);

    /// <summary>The function's text. Numbers arrive in tensors: TorchSharp hands a double or a long to a script in memory that it may free too early.</summary>
    public static string Source(Operator form, Binding[] bindings)
    {
        var parameters = new List<string>();
        var body = new StringBuilder();
        var call = new List<string>();
        for (int p = 0; p < bindings.Length; p++)
        {
            Parameter parameter = form.Parameters[p];
            string keyword = parameter.Name + "=";
            if (bindings[p].IsAbsent)
                call.Add(keyword + parameter.Default);
            else if (parameter.Kind == ParameterKind.Choice)
                call.Add(keyword + (int.TryParse((string)bindings[p].Constant!, out int number) ? number : $"\"{bindings[p].Constant}\""));
            else
                call.Add(keyword + Receive(parameter, bindings[p], $"a{p}", parameters, body));
        }
        string invocation = $"torch.{form.Name}({string.Join(", ", call)})";
        string result = form.Results switch
        {
            1 => $"    return {invocation}\n",
            0 => $"    r = {invocation}\n    l: List[Tensor] = []\n    for t in r:\n        l.append(t)\n    return l\n",
            int n => $"    r = {invocation}\n    return [{string.Join(", ", Enumerable.Range(0, n).Select(i => $"r[{i}]"))}]\n",
        };
        return $"def call({string.Join(", ", parameters)}) -> {(form.Results == 1 ? "Tensor" : "List[Tensor]")}:\n{body}{result}";
    }

    private static string Receive(Parameter parameter, Binding binding, string name, List<string> parameters, StringBuilder body)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Int:
                parameters.Add($"{name}: int");
                return name;
            case ParameterKind.Bool:
                parameters.Add($"{name}: bool");
                return name;
            case ParameterKind.TensorList:
                parameters.Add($"{name}: List[Tensor]");
                return name;
            case ParameterKind.OptionalTensorList:
                parameters.Add($"{name}: List[Tensor]");
                body.Append($"    {name}o: List[Optional[Tensor]] = []\n    for t in {name}:\n        {name}o.append(t)\n");
                return name + "o";
            case ParameterKind.IntList:
                parameters.Add($"{name}: Tensor");
                body.Append($"    {name}l: List[int] = {name}.tolist()\n");
                return name + "l";
            default:
                parameters.Add($"{name}: Tensor");
                return binding.Names is null ? $"float({name})" : name;
        }
    }
}
