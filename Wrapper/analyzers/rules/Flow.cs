using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>Finds the expressions of a function that are computed from some of its parameters through tensors.</summary>
internal sealed class Flow
{
    private readonly KnownTypes _types;
    private readonly HashSet<ISymbol> _reached = new(SymbolEqualityComparer.Default);

    public Flow(IOperation body, IEnumerable<IParameterSymbol> parameters, KnownTypes types)
    {
        _types = types;
        _reached.UnionWith(parameters.Where(parameter => types.HasTensors(parameter.Type)));
        if (IsEmpty)
            return;
        IOperation[] operations = [.. body.DescendantsAndSelf()];
        int before;
        do      // a loop in the function may carry a value back
        {
            before = _reached.Count;
            foreach (IOperation operation in operations)
                Pass(operation);
        }
        while (_reached.Count > before);
    }

    public bool IsEmpty => _reached.Count == 0;

    /// <summary>Whether the value, which is or contains a tensor, is computed from the parameters.</summary>
    public bool Reaches(IOperation? operation) => operation is not null && Syntax.Unwrapped(operation) switch
    {
        ILocalReferenceOperation local => _reached.Contains(local.Local),
        IParameterReferenceOperation parameter => _reached.Contains(parameter.Parameter),
        IAnonymousFunctionOperation lambda => Mentions(lambda),
        var other => _types.HasTensors(other.Type) && other.ChildOperations.Any(Reaches),
    };

    /// <summary>Whether the code names a variable that is computed from the parameters.</summary>
    public bool Mentions(IOperation code) => code.DescendantsAndSelf().Any(each => each switch
    {
        ILocalReferenceOperation local => _reached.Contains(local.Local),
        IParameterReferenceOperation parameter => _reached.Contains(parameter.Parameter),
        _ => false,
    });

    private void Pass(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Initializer: { } initializer } declarator when Reaches(initializer.Value):
                Add(declarator.Symbol, declarator.Symbol.Type);
                break;
            case IAssignmentOperation assignment:
                foreach ((IOperation target, IOperation value) in Syntax.Assigned(assignment))
                    if (Reaches(value))
                        Add(target);
                break;
            case IForEachLoopOperation loop when Reaches(loop.Collection):
                Add(loop.LoopControlVariable);
                break;
            case IInvocationOperation call:
                Pass(call);
                break;
        }
    }

    /// <summary>
    /// Follows a call into the parameters of a local function, into those of a lambda that is passed with a tensor, and into a collection.
    /// </summary>
    private void Pass(IInvocationOperation call)
    {
        bool any = Reaches(call.Instance);
        foreach (IArgumentOperation argument in call.Arguments)
            if (Reaches(argument.Value))
            {
                any = true;
                if (argument.Parameter is { } parameter && call.TargetMethod.MethodKind == MethodKind.LocalFunction)
                    Add(parameter.OriginalDefinition, parameter.Type);
            }
        if (!any)
            return;
        foreach (IArgumentOperation argument in call.Arguments)
            if (Syntax.Unwrapped(argument.Value) is IAnonymousFunctionOperation lambda)
                foreach (IParameterSymbol parameter in lambda.Symbol.Parameters)
                    Add(parameter, parameter.Type);
        if (call.TargetMethod.ReturnsVoid && call.Instance is { } instance)
            Add(instance);
    }

    private void Add(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local: Add(local.Local, local.Type); break;
            case IParameterReferenceOperation parameter: Add(parameter.Parameter, parameter.Type); break;
            case IVariableDeclaratorOperation declarator: Add(declarator.Symbol, declarator.Symbol.Type); break;
            case IDeclarationExpressionOperation declaration: Add(declaration.Expression); break;
            case IArrayElementReferenceOperation element: Add(element.ArrayReference); break;
        }
    }

    private void Add(ISymbol variable, ITypeSymbol? type)
    {
        if (_types.HasTensors(type))
            _reached.Add(variable);
    }
}
