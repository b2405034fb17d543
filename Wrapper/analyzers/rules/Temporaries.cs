using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>The tensors that one iteration of a loop makes and does not keep.</summary>
internal sealed class Temporaries
{
    private static readonly HashSet<string> s_keepingMethods = ["MoveToOuterDisposeScope", "DetachFromDisposeScope", "Dispose"];

    private readonly ILoopOperation _loop;
    private readonly IOperation[] _body;
    private readonly KnownTypes _types;

    /// <param name="loop">The loop.</param>
    /// <param name="body">Its operations without those of inner loops and functions.</param>
    /// <param name="types">The types that matter.</param>
    public Temporaries(ILoopOperation loop, IOperation[] body, KnownTypes types) => (_loop, _body, _types) = (loop, body, types);

    /// <summary>
    /// Whether there is a variable that holds a new tensor and is not disposed, or a new tensor that a number is read from.
    /// </summary>
    public bool Any => _body.Any(each => (IsVariable(each) || IsReceiver(each)) && !Scopes.Cover(each, _loop, _types));

    /// <summary>Whether a tensor that the loop computes is kept after an iteration.</summary>
    public bool AnyLeaves => _loop.Body.Descendants().Any(each => each switch
    {
        IAssignmentOperation assignment => _types.HasTensors(assignment.Value.Type)
            && assignment.Target is not IPropertyReferenceOperation { Property.Name: "grad" } && !IsOwn(assignment.Target),
        IInvocationOperation call => !_types.MakesTensors(call.TargetMethod)
            && call.Arguments.Any(argument => IsNew(argument.Value) || IsTensorVariable(argument.Value)),
        _ => false,
    });

    /// <summary>Whether the call disposes the tensors of a scope around the loop.</summary>
    public bool Empties(IOperation operation) => operation is IInvocationOperation { Instance: { } instance } call
        && _types.IsDisposeScope(instance.Type) && call.TargetMethod.Name.StartsWith("DisposeEverything", StringComparison.Ordinal);

    private bool IsVariable(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation { Initializer: { } initializer } declarator => _types.IsTensor(declarator.Symbol.Type)
            && IsNew(initializer.Value) && !IsUsing(declarator) && !IsKept(declarator.Symbol),
        IDeconstructionAssignmentOperation deconstruction => IsNew(deconstruction.Value) && deconstruction.Target
            .DescendantsAndSelf().OfType<ILocalReferenceOperation>()
            .Any(local => local.IsDeclaration && _types.IsTensor(local.Type) && !IsKept(local.Local)),
        _ => false,
    };

    /// <summary><c>model.forward(x).sum().item()</c>: the tensors between the calls can't be disposed.</summary>
    private bool IsReceiver(IOperation operation) => operation is IInvocationOperation call && !_types.HasTensors(call.Type)
        && (_types.IsMemberOfTensor(call.TargetMethod) || _types.IsReadingExtension(call.TargetMethod)
            || _types.StartsPass(call.TargetMethod))
        && call.TargetMethod.Name != "Dispose" && Syntax.Receiver(call) is { } receiver && IsNew(receiver);

    /// <summary>Whether the value is one or several tensors that this expression made.</summary>
    private bool IsNew(IOperation value) => Syntax.Unwrapped(value) switch
    {
        IInvocationOperation call => _types.HasTensors(call.Type) && call.Type is not null && _types.MakesTensors(call.TargetMethod)
            && !s_keepingMethods.Contains(call.TargetMethod.Name) && !call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal),
        IBinaryOperation { OperatorMethod: { } method } => _types.IsMemberOfTensor(method),
        IUnaryOperation { OperatorMethod: { } method } => _types.IsMemberOfTensor(method),
        IPropertyReferenceOperation { Property.IsIndexer: true } indexer => _types.IsMemberOfTensor(indexer.Property),
        _ => false,
    };

    private static bool IsUsing(IOperation declarator)
    {
        IOperation? outer = declarator.Parent;
        while (outer is IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            outer = outer.Parent;
        return outer is IUsingDeclarationOperation or IUsingOperation;
    }

    /// <summary>Whether the variable is disposed, or its tensor is stored where it may be kept.</summary>
    private bool IsKept(ILocalSymbol variable) => _loop.Body.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
        SymbolEqualityComparer.Default.Equals(reference.Local, variable) && !reference.IsDeclaration && IsKept(reference));

    private bool IsKept(IOperation reference)
    {
        IOperation value = reference;
        while (PassesOn(value.Parent))
            value = value.Parent!;
        return value.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Value == value && !IsOwn(assignment.Target),
            IInvocationOperation call => call.Instance == value && s_keepingMethods.Contains(call.TargetMethod.Name),
            IArgumentOperation { Parent: IInvocationOperation call } => !_types.MakesTensors(call.TargetMethod)
                || _types.IsDisposeScope(call.TargetMethod.ContainingType) || s_keepingMethods.Contains(call.TargetMethod.Name),
            IArgumentOperation { Parent: IObjectCreationOperation } => true,
            IReturnOperation or IUsingOperation or IMemberInitializerOperation or IVariableInitializerOperation => true,
            _ => value.Parent is not null && IsInFunction(value),
        };
    }

    /// <summary>Whether the value of an operation contains the tensor. A collection expression has no kind before Roslyn 4.10.</summary>
    private static bool PassesOn(IOperation? operation) => operation is IConversionOperation or IParenthesizedOperation
        or IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or ITupleOperation or IArrayInitializerOperation
        or IArrayCreationOperation || operation?.Kind == OperationKind.None
        || operation?.Syntax is CollectionExpressionSyntax;

    private bool IsInFunction(IOperation reference)
    {
        for (IOperation? outer = reference; outer is not null && outer != _loop; outer = outer.Parent)
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        return false;
    }

    private bool IsTensorVariable(IOperation value) => Syntax.Unwrapped(value) is ILocalReferenceOperation local
        && _types.HasTensors(local.Type) && IsDeclaredInLoop(local.Local);

    private bool IsOwn(IOperation target) => Syntax.Unwrapped(target) switch
    {
        ILocalReferenceOperation local => IsDeclaredInLoop(local.Local),
        ITupleOperation tuple => tuple.Elements.All(IsOwn),
        IDeclarationExpressionOperation or IDiscardOperation => true,
        _ => false,
    };

    private bool IsDeclaredInLoop(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(each => _loop.Body.Syntax.Span.Contains(each.Span));
}
